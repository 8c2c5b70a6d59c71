import type { Instant } from '../kernel/brand.js';
import type { Decision } from '../kernel/decider.js';
import { knownOf, type ResidentView } from '../resident/resident.js';
import {
  type CredentialRefusalCode,
  type CredentialState,
  decideReinstate,
  decideRevoke,
  decideSuspend,
} from './credential.js';
import type { CredentialEvent } from './events.js';

/**
 * What a credential rests on after its issue. A residency that was cancelled or ended with a final exit takes the
 * ground away for good. An absence report that stands, confirmed or not, suspends it (a report after the issue
 * suspends the credential): it is not revoked, because a wrong report can still be put right, and a revocation cannot.
 * What was erased is no ground, neither to suspend nor to reinstate: it stays as it is until somebody reports again.
 */
export function decideReassess(
  state: CredentialState,
  resident: ResidentView,
  at: Instant,
): Decision<CredentialEvent, CredentialRefusalCode> {
  if (state.phase !== 'active' && state.phase !== 'suspended') return [];
  const residency = knownOf(resident.residency)?.value.status;
  if (residency === 'cancelled' || residency === 'final-exit') {
    return decideRevoke(state, { ground: `residency-${residency}`, at });
  }
  switch (resident.absence.state) {
    case 'confirmed':
    case 'dismissed':
      return decideSuspend(state, { ground: 'absence-confirmed', at });
    case 'reported':
    case 'appealed':
      return decideSuspend(state, { ground: 'absence-reported', at });
    case 'erased':
      return [];
    case 'none':
    case 'cancelled':
    case 'upheld':
      // Whether the residency still stands cannot be known: nothing is given back on that.
      return resident.residency === 'erased' ? [] : decideReinstate(state, { at });
  }
}

import type { CredentialId, Day, Instant, Subject } from '../kernel/brand.js';
import { refuse, unreachable, type Decider, type Decision } from '../kernel/decider.js';
import { same } from '../kernel/same.js';
import type { CredentialEvent } from './events.js';

/**
 * One resident identity, from issue to end. It can be trusted while it is active: suspended when its legal ground is
 * in doubt, reinstated when it is back, and ended once, by revocation, by its successor or by time.
 * Stream: `credential-{credentialId}`.
 */
export type CredentialState =
  | { readonly phase: 'none' }
  | (IssuedCredential & { readonly phase: 'active' })
  | (IssuedCredential & { readonly phase: 'suspended'; readonly grounds: readonly string[] })
  | (IssuedCredential & { readonly phase: 'revoked'; readonly ground: string })
  | (IssuedCredential & { readonly phase: 'superseded'; readonly by: CredentialId })
  | (IssuedCredential & { readonly phase: 'expired' });

type Issued = Extract<CredentialEvent, { type: 'CredentialIssued' }>;

/** What is on record about it, without what is printed on it. */
interface IssuedCredential {
  readonly issue: Issued['data'];
}

/** What is printed on it. */
export type CredentialContent = Exclude<Issued['personal'], string>;

export type CredentialRefusalCode =
  | 'credential-not-found'
  | 'credential-exists'
  | 'credential-ended'
  | 'credential-never-valid'
  | 'superseded-otherwise';

type CredentialDecision = Decision<CredentialEvent, CredentialRefusalCode>;

export const credentialDecider: Decider<CredentialState, CredentialEvent> = {
  initialState: { phase: 'none' },
  subjectOf: (state): Subject | undefined => (state.phase === 'none' ? undefined : state.issue.subject),
  evolve: (state, event) => {
    if (event.type === 'CredentialIssued') return { phase: 'active', issue: event.data };
    if (state.phase === 'none') return state;
    const { issue } = state;
    switch (event.type) {
      case 'CredentialSuspended': {
        const grounds = state.phase === 'suspended' ? state.grounds : [];
        return { phase: 'suspended', issue, grounds: [...grounds, event.data.ground] };
      }
      case 'CredentialReinstated':
        return { phase: 'active', issue };
      case 'CredentialRevoked':
        return { phase: 'revoked', issue, ground: event.data.ground };
      case 'CredentialSuperseded':
        return { phase: 'superseded', issue, by: event.data.by };
      case 'CredentialExpired':
        return { phase: 'expired', issue };
      default:
        return unreachable(event);
    }
  },
};

/** Issues it on an approved application. */
export function decideIssueCredential(
  state: CredentialState,
  { at, ...issue }: Omit<Issued['data'], 'issuedAt'> & { readonly at: Instant },
  content: CredentialContent,
): CredentialDecision {
  if (state.phase !== 'none') {
    const again = { ...issue, issuedAt: state.issue.issuedAt };
    return same(state.issue, again) ? [] : refuse('credential-exists');
  }
  if (issue.validUntil.gregorian < issue.validFrom.gregorian) return refuse('credential-never-valid');
  return [{ type: 'CredentialIssued', data: { ...issue, issuedAt: at }, personal: content }];
}

/** Its legal ground is in doubt: it cannot be relied on until reinstated. Each ground is recorded once. */
export function decideSuspend(
  state: CredentialState,
  { ground, at }: { readonly ground: string; readonly at: Instant },
): CredentialDecision {
  if (state.phase === 'none') return refuse('credential-not-found');
  if (hasEnded(state)) return refuse('credential-ended');
  if (state.phase === 'suspended' && state.grounds.includes(ground)) return [];
  return [{ type: 'CredentialSuspended', data: { ground, suspendedAt: at } }];
}

/** None of the grounds of its suspension holds any more. */
export function decideReinstate(
  state: CredentialState,
  { at }: { readonly at: Instant },
): CredentialDecision {
  if (state.phase === 'none') return refuse('credential-not-found');
  if (hasEnded(state)) return refuse('credential-ended');
  if (state.phase === 'active') return [];
  return [{ type: 'CredentialReinstated', data: { reinstatedAt: at } }];
}

/** Its legal ground is gone for good. */
export function decideRevoke(
  state: CredentialState,
  { ground, at }: { readonly ground: string; readonly at: Instant },
): CredentialDecision {
  if (state.phase === 'none') return refuse('credential-not-found');
  if (state.phase === 'revoked') return [];
  if (hasEnded(state)) return refuse('credential-ended');
  return [{ type: 'CredentialRevoked', data: { ground, revokedAt: at } }];
}

/** A renewal takes its place. One that ended before, by revocation or time, needs no successor to end it. */
export function decideSupersede(
  state: CredentialState,
  { by, at }: { readonly by: CredentialId; readonly at: Instant },
): CredentialDecision {
  if (state.phase === 'none') return refuse('credential-not-found');
  if (state.phase === 'superseded' && state.by !== by) return refuse('superseded-otherwise');
  if (hasEnded(state)) return [];
  return [{ type: 'CredentialSuperseded', data: { by, supersededAt: at } }];
}

/** Its time is over: `today` (in Riyadh) is after its last day. Too early, or ended otherwise: nothing happens. */
export function decideExpire(
  state: CredentialState,
  { today, at }: { readonly today: Day; readonly at: Instant },
): CredentialDecision {
  if (state.phase === 'none') return refuse('credential-not-found');
  if (hasEnded(state) || today <= state.issue.validUntil.gregorian) return [];
  return [{ type: 'CredentialExpired', data: { expiredAt: at } }];
}

function hasEnded({ phase }: CredentialState): boolean {
  return phase === 'revoked' || phase === 'superseded' || phase === 'expired';
}

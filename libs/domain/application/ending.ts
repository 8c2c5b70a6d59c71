import type { Instant } from '#decider/brand.js';
import type { CredentialId, Day } from '../kernel/brand.js';
import { refuse } from '#decider/decider.js';
import { isClosed, isStarted, type ApplicationState } from './application.js';
import type { ApplicationDecision } from './refusals.js';

/** How a case ends, other than by rejection. */

/** The applicant no longer wants it. Possible until it is approved. */
export function decideWithdraw(
  state: ApplicationState,
  { reason, at }: { readonly reason?: string; readonly at: Instant },
): ApplicationDecision {
  if (!isStarted(state)) return refuse('application-not-found');
  if (state.phase === 'withdrawn') return [];
  if (isClosed(state)) return refuse('application-closed');
  if (state.phase === 'approved') return refuse('application-already-approved');
  const data = { ...(reason === undefined ? {} : { reason }), withdrawnAt: at };
  return [{ type: 'ApplicationWithdrawn', data }];
}

/**
 * A deadline passed. Deadlines fire at least once and may be of the past: nothing happens if this one has moved or the
 * case has moved on.
 */
export function decideLapse(state: ApplicationState, { at }: { readonly at: Instant }): ApplicationDecision {
  const deadline = lapsesAt(state);
  if (deadline === undefined || at < deadline) return [];
  return [{ type: 'ApplicationLapsed', data: { from: state.phase, lapsedAt: at } }];
}

/** When the case lapses if the applicant does nothing; undefined while it is not the applicant's turn. */
export function lapsesAt(state: ApplicationState): Instant | undefined {
  switch (state.phase) {
    case 'draft':
      return state.lapsesAt;
    case 'action-required':
      return state.until;
    case 'in-review':
      return state.information?.until;
    default:
      return undefined;
  }
}

/** The identity was issued on this approval. */
export function decideIssued(
  state: ApplicationState,
  issued: {
    readonly credentialId: CredentialId;
    readonly validFrom: Day;
    readonly validUntil: Day;
    readonly at: Instant;
  },
): ApplicationDecision {
  const { credentialId, validFrom, validUntil, at } = issued;
  if (!isStarted(state)) return refuse('application-not-found');
  if (state.phase === 'issued') return state.credentialId === credentialId ? [] : refuse('issued-otherwise');
  if (isClosed(state)) return refuse('application-closed');
  if (state.phase !== 'approved') return refuse('application-not-approved');
  return [{ type: 'IdentityIssued', data: { credentialId, validFrom, validUntil, issuedAt: at } }];
}

import type { Instant, Subject } from '#decider/brand.js';
import type { CredentialId, Day } from '../kernel/brand.js';
import type { Erased } from '#decider/decider.js';
import { reportsAppealed } from '../resident/absence-appeal.js';
import { knownOf } from '../resident/told.js';
import type { ResidentView } from '../resident/view.js';
import type { CredentialState } from './credential.js';

/** The credential a person holds, as the conditions and the fees see it: what the service issued counts like a register's word. */
export interface HeldCredential {
  readonly credentialId: CredentialId;
  /** Last day, included. */
  readonly validUntil: Day;
  readonly phase: Exclude<CredentialState['phase'], 'none'>;
  readonly issuedAt: Instant;
  /** How many renewals with this service were late, that of this credential included. */
  readonly lateRenewals: number;
  /** Reports of absence that the holder says are false, see `reportsAppealed`; absent: none. */
  readonly appealedReports?: readonly string[];
}

/** Undefined: there is none. */
export function heldOf(state: CredentialState): HeldCredential | undefined {
  if (state.phase === 'none') return undefined;
  const { credentialId, validUntil, issuedAt, lateRenewals = 0 } = state.issue;
  const appealedReports = reportsAppealed(state.absenceAppeals);
  return {
    credentialId,
    validUntil: validUntil.gregorian,
    phase: state.phase,
    issuedAt,
    lateRenewals,
    ...(appealedReports.length > 0 && { appealedReports }),
  };
}

/** Whether it still says something about the holder's right to stay: one that was revoked never does again. */
export function counts(held: HeldCredential | undefined): held is HeldCredential {
  return held !== undefined && held.phase !== 'revoked';
}

/** What is held under the number that passports gave to somebody who is not known to be its holder. */
export interface NumberHeld {
  readonly holder: Subject;
  readonly held: HeldCredential;
}

/** Whether it is over for good: revoked, or its last day is past. One that gives way to a successor is not. */
export function heldHasEnded({ phase, validUntil }: HeldCredential, today: Day): boolean {
  return phase === 'revoked' || phase === 'expired' || validUntil < today;
}

/**
 * The last day of the iqama that a renewal goes on from: by passports' record or by the credential held, whichever is
 * later. Passports may hear of an issue long after it. Undefined: neither is known. What passports said and was erased
 * may have been the later one.
 */
export function lastDayOf(
  { residency }: Pick<ResidentView, 'residency'>,
  held: HeldCredential | undefined,
): Day | Erased | undefined {
  const recorded = knownOf(residency)?.value.validUntil;
  if (recorded === 'erased' || !counts(held)) return recorded;
  return recorded === undefined || held.validUntil > recorded ? held.validUntil : recorded;
}

/**
 * How often the resident renewed late. Passports counts every late renewal, ours too, once it has heard of it; so the
 * two counts are not added up: the greater one stands.
 */
export function lateRenewalsOf(
  { lateRenewals }: Pick<ResidentView, 'lateRenewals'>,
  held: HeldCredential | undefined,
): number {
  return Math.max(knownOf(lateRenewals)?.value ?? 0, held?.lateRenewals ?? 0);
}

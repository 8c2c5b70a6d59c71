import type { Instant, Subject } from '#decider/brand.js';
import type { CredentialId, Day } from '../kernel/brand.js';
import { type Erased, refuse, unreachable, type Decider, type Decision } from '#decider/decider.js';
import { deepEqual } from '../kernel/deep-equal.js';
import type { AbsenceAppeal } from '../resident/absence-appeal.js';
import type { CredentialEvent, Ground } from './events.js';

/**
 * One resident identity, from issue to end. It can be trusted while it is active: suspended as long as any ground of a
 * suspension is in effect, reinstated when none is left, and ended once, by revocation, by its successor or by time.
 * One that was revoked stays so; what was put right since may lead to another (see replacement.ts).
 * Stream: `credential-{credentialId}`.
 */
export type CredentialState =
  | { readonly phase: 'none' }
  | (IssuedCredential & { readonly phase: 'active' })
  | (IssuedCredential & { readonly phase: 'suspended'; readonly grounds: readonly GroundInEffect[] })
  | RevokedCredential
  | (IssuedCredential & { readonly phase: 'superseded'; readonly by: CredentialId })
  | (IssuedCredential & { readonly phase: 'expired' });

type Issued = Extract<CredentialEvent, { type: 'CredentialIssued' }>;
type DataOf<T extends CredentialEvent['type']> = Extract<CredentialEvent, { type: T }>['data'];

/** What is on record about it, without what is printed on it. */
interface IssuedCredential {
  readonly issue: Issued['data'];
  /** How many grounds it was ever suspended for: the next one is named by it. */
  readonly groundsEver: number;
  /** What the holder says against reports of absence, in the order it was said. */
  readonly absenceAppeals: readonly AbsenceAppeal[];
}

export type RevokedCredential = IssuedCredential & {
  readonly phase: 'revoked';
  readonly ground: Ground | Erased;
  readonly revokedAt: Instant;
  /** Since when an officer may decide that another follows; undefined: not now. */
  readonly replaceable: Instant | undefined;
  /** The decision that another follows. */
  readonly replacement: Omit<DataOf<'CredentialReplaced'>, 'reason'> | undefined;
};

/** A ground of a suspension that was not lifted. */
export interface GroundInEffect {
  readonly groundId: string;
  readonly ground: Ground | Erased;
}

/** What is printed on it. */
export type CredentialContent = Exclude<Issued['personal'], string>;

export type CredentialRefusalCode =
  | 'credential-not-found'
  | 'credential-exists'
  | 'credential-ended'
  | 'credential-never-valid'
  | 'superseded-otherwise'
  | 'not-revoked'
  | 'already-replaced'
  | 'ground-still-stands'
  | 'no-absence-to-appeal';

export type CredentialDecision = Decision<CredentialEvent, CredentialRefusalCode>;

export const credentialDecider: Decider<CredentialState, CredentialEvent> = {
  initialState: { phase: 'none' },
  subjectOf: (state): Subject | undefined => (state.phase === 'none' ? undefined : state.issue.subject),
  evolve: (state, event) => {
    if (event.type === 'CredentialIssued')
      return { phase: 'active', issue: event.data, groundsEver: 0, absenceAppeals: [] };
    if (state.phase === 'none') return state;
    const { issue, groundsEver, absenceAppeals } = state;
    const about = { issue, groundsEver, absenceAppeals };
    switch (event.type) {
      case 'CredentialSuspended': {
        const ground = { groundId: event.data.groundId, ground: event.personal };
        const grounds = [...groundsOf(state), ground];
        return { phase: 'suspended', ...about, groundsEver: groundsEver + 1, grounds };
      }
      case 'GroundLifted': {
        if (state.phase !== 'suspended') return state;
        return {
          ...state,
          grounds: state.grounds.filter(({ groundId }) => groundId !== event.data.groundId),
        };
      }
      case 'CredentialReinstated':
        return { phase: 'active', ...about };
      case 'CredentialRevoked':
        return {
          phase: 'revoked',
          ...about,
          ground: event.personal,
          revokedAt: event.data.revokedAt,
          replaceable: undefined,
          replacement: undefined,
        };
      case 'ReplacementOpened':
        return state.phase === 'revoked' ? { ...state, replaceable: event.data.openedAt } : state;
      case 'ReplacementClosed':
        return state.phase === 'revoked' ? { ...state, replaceable: undefined } : state;
      case 'CredentialReplaced': {
        const { by, officer, replacedAt } = event.data;
        const replacement = { by, officer, replacedAt };
        return state.phase === 'revoked' ? { ...state, replaceable: undefined, replacement } : state;
      }
      case 'AbsenceAppealStatedByHolder': {
        const appeal = { statedAt: event.data.statedAt, content: event.personal };
        return { ...state, absenceAppeals: [...absenceAppeals, appeal] };
      }
      case 'CredentialSuperseded':
        return { phase: 'superseded', ...about, by: event.data.by };
      case 'CredentialExpired':
        return { phase: 'expired', ...about };
      default:
        return unreachable(event);
    }
  },
};

/** The grounds of its suspension, in the order they came; none: it is not suspended. */
export function groundsOf(state: CredentialState): readonly GroundInEffect[] {
  return state.phase === 'suspended' ? state.grounds : [];
}

/** Issues it on an approved application. */
export function decideIssueCredential(
  state: CredentialState,
  { at, ...issue }: Omit<Issued['data'], 'issuedAt'> & { readonly at: Instant },
  content: CredentialContent,
): CredentialDecision {
  if (state.phase !== 'none') {
    const again = { ...issue, issuedAt: state.issue.issuedAt };
    return deepEqual(state.issue, again) ? [] : refuse('credential-exists');
  }
  if (issue.validUntil.gregorian < issue.validFrom.gregorian) return refuse('credential-never-valid');
  return [{ type: 'CredentialIssued', data: { ...issue, issuedAt: at }, personal: content }];
}

/**
 * A renewal takes its place. One that ended before, by revocation or time, needs no successor to end it; but nothing
 * follows it by a decision any more.
 */
export function decideSupersede(
  state: CredentialState,
  { by, at }: { readonly by: CredentialId; readonly at: Instant },
): CredentialDecision {
  if (state.phase === 'none') return refuse('credential-not-found');
  if (state.phase === 'superseded' && state.by !== by) return refuse('superseded-otherwise');
  if (state.phase === 'revoked' && state.replaceable !== undefined)
    return [{ type: 'ReplacementClosed', data: { closedAt: at } }];
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

export function hasEnded({ phase }: CredentialState): boolean {
  return phase === 'revoked' || phase === 'superseded' || phase === 'expired';
}

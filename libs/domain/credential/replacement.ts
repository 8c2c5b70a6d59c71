import type { Instant } from '#decider/brand.js';
import { dayInRiyadh } from '../calendar/day.js';
import type { CredentialId } from '../kernel/brand.js';
import { type Decision, type Erased, refuse } from '#decider/decider.js';
import type { Policy } from '../policy/policy.js';
import type { CredentialRefusalCode, CredentialState } from './credential.js';
import type { CredentialEvent, Ground, GroundKind } from './events.js';
import { groundsBy, mattersIn, type SeenOfHolder } from './grounds.js';

/*
 * A revocation is final. Where it rested on what was put right since, an officer may decide that another credential
 * follows: with a place of its own, the same last day and no fee.
 */

/** Whether what a credential was revoked for is a ground by all that is known by now. */
export type Standing =
  | 'stands'
  | 'gone'
  /** It was erased, or what would tell was. */
  | 'unknown';

type Matter = 'absence' | 'medical' | 'account' | 'violations' | 'directive' | 'residency';

const MATTERS: Readonly<Record<GroundKind, Matter>> = {
  'absence-reported': 'absence',
  'absence-grace-over': 'absence',
  'absence-appealed': 'absence',
  'absence-confirmed': 'absence',
  'absence-appeal-dismissed': 'absence',
  'medical-unfit': 'medical',
  'account-suspended': 'account',
  'violations-outstanding': 'violations',
  'violations-objected': 'violations',
  directive: 'directive',
  'residency-cancelled': 'residency',
  'residency-final-exit': 'residency',
};

/** What the files say of the holder: of the moment of the revocation, and of now; both by all that is known now. */
export interface SeenSince {
  readonly atRevocation: SeenOfHolder;
  readonly now: SeenOfHolder;
}

/**
 * Gone is what was put right: by what is known today it was no ground at the moment of the revocation, and it is none
 * today. What merely ended afterwards (a directive lifted, a new examination, somebody who came back) was a ground then.
 * An absence report is over only by being taken back or void, whenever that was told. Nor is it gone while anything else
 * revokes: what follows would be revoked at once, or should have been.
 */
export function standingOf(
  ground: Ground | Erased,
  { atRevocation, now }: SeenSince,
  policy: Policy,
): Standing {
  if (ground === 'erased') return 'unknown';
  const matters: Readonly<Record<string, Matter>> = MATTERS;
  const matter = Object.hasOwn(matters, ground.kind) ? matters[ground.kind] : undefined;
  // A code of a former release that nobody knows any more cannot be looked up.
  if (matter === undefined) return 'stands';
  const isIn = (seen: SeenOfHolder) =>
    mattersIn(seen, policy).some(
      (found) => MATTERS[found.kind] === matter && found.directiveId === ground.directiveId,
    );
  const moments = matter === 'absence' ? [now] : [atRevocation, now];
  if (moments.some(isIn)) return 'stands';
  const grounds = [atRevocation, now].map((seen) => groundsBy(seen, policy));
  if (grounds.some(({ revoking }) => revoking.length > 0)) return 'stands';
  const erased = grounds.some(({ unknown }) => unknown.some((kind) => MATTERS[kind] === matter));
  return erased ? 'unknown' : 'gone';
}

/** Whether an officer may decide that another follows changed: so that it comes to one's attention. */
export function decideOpenReplacement(
  state: CredentialState,
  standing: Standing,
  at: Instant,
): readonly CredentialEvent[] {
  if (state.phase !== 'revoked' || state.replacement !== undefined) return [];
  const { replaceable, issue } = state;
  const isOpen = standing === 'gone' && dayInRiyadh(at) <= issue.validUntil.gregorian;
  if (isOpen === (replaceable !== undefined)) return [];
  return isOpen
    ? [{ type: 'ReplacementOpened', data: { openedAt: at } }]
    : [{ type: 'ReplacementClosed', data: { closedAt: at } }];
}

/** An officer's decision that another credential follows one that was revoked. Asked again, it is already so. */
export function decideReplace(
  state: CredentialState,
  {
    by,
    officer,
    reason,
    at,
  }: {
    /** The one that follows. */
    readonly by: CredentialId;
    readonly officer: string;
    readonly reason: string;
    readonly at: Instant;
  },
  standing: (ground: Ground | Erased, revokedAt: Instant) => Standing,
): Decision<CredentialEvent, CredentialRefusalCode | 'personal-data-erased'> {
  if (state.phase === 'none') return refuse('credential-not-found');
  if (state.phase !== 'revoked') return refuse('not-revoked');
  if (state.replacement !== undefined)
    return state.replacement.officer === officer ? [] : refuse('already-replaced');
  if (dayInRiyadh(at) > state.issue.validUntil.gregorian) return refuse('credential-ended');
  const stands = standing(state.ground, state.revokedAt);
  if (stands === 'unknown') return refuse('personal-data-erased');
  if (stands === 'stands') return refuse('ground-still-stands');
  return [{ type: 'CredentialReplaced', data: { by, officer, reason, replacedAt: at } }];
}

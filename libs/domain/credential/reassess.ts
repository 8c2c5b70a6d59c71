import type { Instant } from '#decider/brand.js';
import { type CredentialState, type GroundInEffect, groundsOf } from './credential.js';
import type { CredentialEvent, Ground } from './events.js';
import type { Grounds } from './grounds.js';

/**
 * What became of the grounds of a credential. Each is lifted only when what set it is gone, and the credential is
 * reinstated when none is left. One that revokes ends it for good: what is put right afterwards does not bring it back.
 * What was erased is no ground, neither to suspend nor to lift: it stays as it is until somebody reports again.
 */
export function decideReassess(
  state: CredentialState,
  { suspending, revoking, unknown }: Grounds,
  at: Instant,
): readonly CredentialEvent[] {
  if (state.phase !== 'active' && state.phase !== 'suspended') return [];
  const [revokes] = revoking;
  if (revokes !== undefined)
    return [{ type: 'CredentialRevoked', data: { revokedAt: at }, personal: revokes }];
  const before = groundsOf(state);
  const stays = (one: GroundInEffect) => !isGone(one, { suspending, unknown });
  const lifted = before.filter((one) => !stays(one));
  const arisen = suspending.filter((ground) => !before.some((one) => isOf(one, ground)));
  const left = before.length - lifted.length + arisen.length;
  return [
    ...arisen.map((ground, index): CredentialEvent => ({
      type: 'CredentialSuspended',
      data: { groundId: String(state.groundsEver + index + 1), suspendedAt: at },
      personal: ground,
    })),
    ...lifted.map(({ groundId }): CredentialEvent => ({
      type: 'GroundLifted',
      data: { groundId, liftedAt: at },
    })),
    ...(state.phase === 'suspended' && left === 0
      ? [{ type: 'CredentialReinstated', data: { reinstatedAt: at } } as const]
      : []),
  ];
}

/** Whether the residency still stands cannot be known once it was erased: then nothing is given back. */
function isGone(
  { ground, groundId }: GroundInEffect,
  { suspending, unknown }: Pick<Grounds, 'suspending' | 'unknown'>,
): boolean {
  // What it was nobody knows any more: it is gone when nothing there is to know can be it.
  if (ground === 'erased') return unknown.length === 0;
  if (suspending.some((one) => isOf({ ground, groundId }, one))) return false;
  return !unknown.includes('residency-cancelled') && !unknown.includes(ground.kind);
}

/** By another day it is another ground: whoever is shown the former one is told a day that is wrong. */
function isOf({ ground }: GroundInEffect, one: Ground): boolean {
  return (
    ground !== 'erased' &&
    ground.kind === one.kind &&
    ground.directiveId === one.directiveId &&
    ground.until === one.until
  );
}

import type { CommandContext } from '#event-log/event-log.js';

/** The officer who acts. The route admits officers only; anyone else here is a bug. */
export function officerOf({ actor }: CommandContext): string {
  if (actor.kind !== 'officer') throw new Error(`a review is an officer's, not a ${actor.kind}'s`);
  return actor.id;
}

import type { CommandContext } from '../command-context.js';

/**
 * The operator who acts, as the other one is told apart from them: the id in their token. The route admits operators
 * only; anyone else here is a bug.
 */
export function operatorOf({ actor }: CommandContext): string {
  if (actor.kind !== 'operator') throw new Error(`an erasure is an operator's, not a ${actor.kind}'s`);
  return actor.id;
}

import type { Reaction } from './react.js';

/** Look at everything that is known when they are carried out, not at what it was when they were called for. */
const LOOKS: ReadonlySet<Reaction['do']> = new Set(['screen', 'reconsider-person', 'reconsider-open-cases']);

/** What a look may be put off past: neither reads what a look comes to, nor ends anything. */
const HARMLESS: ReadonlySet<Reaction['do']> = new Set([
  ...LOOKS,
  'reserve-funds',
  'set-deadline',
  'clear-deadlines',
]);

/**
 * Of several looks at the same thing, with nothing between them that depends on the first, only the last is taken: it
 * sees all that the others would have seen. Answers which of the reactions (of one key, in order) are left out.
 */
export function superseded(reactions: readonly Reaction[]): ReadonlySet<Reaction> {
  const left = new Set<Reaction>();
  const coming = new Set<string>();
  for (const reaction of reactions.toReversed()) {
    if (!HARMLESS.has(reaction.do)) coming.clear();
    if (!LOOKS.has(reaction.do)) continue;
    const look = JSON.stringify(reaction);
    if (coming.has(look)) left.add(reaction);
    coming.add(look);
  }
  return left;
}

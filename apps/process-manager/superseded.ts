import type { Envelope } from '#event-sourcing/envelope.js';
import type { Reaction } from './reaction.js';
import { reactionsTo } from './reactions-to.js';

/** These look at everything that is known when they are carried out, not at what it was when they were called for. */
const LOOKS: ReadonlySet<Reaction['do']> = new Set(['screen', 'reconsider-person', 'reconsider-open-cases']);

/**
 * A look may be put off past these: none ends anything, and none depends on what the look comes to, but for the asking:
 * a request for a fact that the look would have found is taken back once the look was taken.
 */
const HARMLESS: ReadonlySet<Reaction['do']> = new Set([
  ...LOOKS,
  'reserve-funds',
  'ask-for-facts',
  'set-deadline',
  'clear-deadlines',
]);

/**
 * Of several events of a key, in order, those that only call for looks which a later one of them calls for again, with
 * nothing in between that depends on the first: the last look sees all that the others would have seen.
 */
export function superseded(envelopes: readonly Envelope[]): ReadonlySet<Envelope> {
  const off = new Set<Envelope>();
  const coming = new Set<string>();
  for (const envelope of envelopes.toReversed()) {
    const reactions = reactionsTo(envelope);
    const looks = reactions.map((reaction) => JSON.stringify(reaction));
    if (looks.length > 0 && looks.every((look) => coming.has(look))) off.add(envelope);
    if (!reactions.every((reaction) => HARMLESS.has(reaction.do))) coming.clear();
    else for (const [i, { do: what }] of reactions.entries()) if (LOOKS.has(what)) coming.add(looks[i] ?? '');
  }
  return off;
}

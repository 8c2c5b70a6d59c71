import type { Erased } from '#decider/decider.js';
import type { FactContents } from './facts.js';
import type { FactsInForce, Of } from './in-force.js';
import { byEffect, lastOf } from './in-order.js';
import type { Told } from './told.js';

/** Where somebody works, as labour has it. `ended`: on record as not employed any more. */
export type Employment =
  | ({ readonly state: 'registered' } & FactContents['employment-registered'])
  | ({ readonly state: 'ended' } & FactContents['employment-ended']);

/**
 * The employment in effect: the one registered last, unless an end in effect since is its end. An end that names another
 * employer is the end of an employment before it, however late it is told. What was erased may have been either.
 */
export function employmentOf(facts: FactsInForce): Told<Employment> | undefined {
  const registered = lastOf(facts.of('employment-registered'));
  const endsIt = ({ content }: Of<'employment-ended'>): boolean =>
    content === 'erased' ||
    content.employer === undefined ||
    registered === undefined ||
    (registered.content !== 'erased' && content.employer === registered.content.employer);
  const ended = lastOf(
    facts.of('employment-ended'),
    (end) => (registered === undefined || byEffect(registered, end) < 0) && endsIt(end),
  );
  if (ended !== undefined) return told(ended, (content) => ({ state: 'ended', ...content }));
  return registered && told(registered, (content) => ({ state: 'registered', ...content }));
}

function told<F extends Of<'employment-registered' | 'employment-ended'>>(
  { content, effective, id }: F,
  as: (content: Exclude<F['content'], Erased>) => Employment,
): Told<Employment> {
  if (content === 'erased') return content;
  // What is left of a content when it is not erased.
  return { value: as(content as Exclude<F['content'], Erased>), effective, factIds: [id] };
}

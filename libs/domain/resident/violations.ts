import type { RestsOn } from '../kernel/rests-on.js';
import type { FactsInForce } from './in-force.js';
import { LastFacts } from './in-order.js';

/**
 * What is known of all violations ever recorded against a resident. `none`: none is open; it rests on those that were
 * settled, since they are why. `outstanding`: some are open. `contested`: likewise, and all of them are under objection.
 */
export interface Violations extends RestsOn {
  readonly state: 'none' | 'outstanding' | 'contested';
  /** Facts about violations that were erased: which violations they were about nobody can tell any more. */
  readonly erased: RestsOn | undefined;
}

/** In the order in which one thing said of a violation outweighs another, whenever each was said. */
const KINDS = ['violation-recorded', 'violation-objected', 'violation-settled'] as const;

/** Settled ends a violation, in whatever order the facts came; only a correction of the settlement takes that back. */
export function violationsOf(facts: FactsInForce): Violations {
  const said = KINDS.flatMap((kind) => facts.of(kind));
  const erased = new LastFacts();
  const states = new Map<string, (typeof KINDS)[number]>();
  for (const fact of said) {
    if (fact.content === 'erased') erased.add(fact);
    else states.set(nameOf(fact.content), fact.kind);
  }
  let [settled, objected] = [0, 0];
  for (const kind of states.values()) {
    if (kind === 'violation-settled') settled += 1;
    if (kind === 'violation-objected') objected += 1;
  }
  const open = states.size - settled;
  const grounds = new LastFacts();
  // Where all of them are one or the other, no need to ask of each.
  const all = open === 0 || settled === 0;
  for (const fact of said) {
    if (fact.content === 'erased') continue;
    if (all || states.get(nameOf(fact.content)) !== 'violation-settled') grounds.add(fact);
  }
  const unsettled = objected === open ? 'contested' : 'outstanding';
  return {
    state: open === 0 ? 'none' : unsettled,
    ...grounds.restsOn(),
    erased: erased.isEmpty ? undefined : erased.restsOn(),
  };
}

/** In files of the first release, an id may be written in either form. */
const nameOf = ({ violationId }: { readonly violationId: string }): string => violationId.normalize('NFC');

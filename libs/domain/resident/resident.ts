import type { Instant, Subject } from '#decider/brand.js';
import { type Decider, type Decision, refuse, unreachable } from '#decider/decider.js';
import type { ResidentEvent } from './events.js';
import type { Fact, FactNames } from './facts.js';
import { factName, namesOf, type RecordedFact, type ResidentFile } from './file.js';
import { GrowingMap } from '#decider/growing-map.js';
import { deepEqual } from '../kernel/deep-equal.js';

export type { ResidentFile } from './file.js';
export { isKnown, knownOf } from './told.js';
export { type ResidentView, viewAt } from './view.js';

/*
 * The resident's file: what internal services said about one person, as it was received.
 * Stream `resident-{subject}`. Nothing is ever taken out of it: a correction supersedes, it does not delete.
 * What the file says about a moment is read with `viewAt` (view.ts).
 */

export const residentDecider: Decider<ResidentFile, ResidentEvent> = {
  initialState: { facts: GrowingMap.of(), formers: [], factsFrom: undefined },
  evolve: (file, event) => {
    switch (event.type) {
      case 'FactRecorded': {
        const { source, factId } = event.data;
        return { ...file, facts: file.facts.with(factName(source, factId), recorded(event)) };
      }
      case 'FormerSubjectLinked':
        return { ...file, ...linked(file, event.data) };
      default:
        return unreachable(event);
    }
  },
};

function linked(
  { formers, factsFrom }: ResidentFile,
  { former, factsFrom: since }: Extract<ResidentEvent, { type: 'FormerSubjectLinked' }>['data'],
): Pick<ResidentFile, 'formers' | 'factsFrom'> {
  return since === undefined
    ? { formers: [...formers.filter((one) => one !== former), former], factsFrom }
    : { formers: [former], factsFrom: since };
}

function recorded(event: Extract<ResidentEvent, { type: 'FactRecorded' }>): RecordedFact {
  const { factId: id, ...data } = event.data;
  const { content, toldAs } =
    event.personal === 'erased' ? { content: event.personal, toldAs: undefined } : event.personal;
  // The event was made from a `Fact` (below), so kind and content belong together; its storage shape cannot say so.
  return { ...data, id, content, ...(toldAs !== undefined && { toldAs }) } as RecordedFact;
}

/**
 * Puts a fact in the file, under our name for it; what the service calls it (`toldAs`) is kept with its content. The
 * same one again changes nothing, whenever it was received, also if it is on file under the service's own name. A late
 * fact, and a correction of a fact that has not arrived yet, are recorded like any other.
 *
 * Refuses `fact-conflicts` (this source used the id for something else) and `fact-corrects-itself`.
 */
export function decideRecordFact(file: ResidentFile, fact: Fact, toldAs: FactNames): Decision<ResidentEvent> {
  if (fact.corrects === fact.id) {
    return refuse('fact-corrects-itself', [{ at: '/corrects', code: 'fact-corrects-itself' }]);
  }
  const known = knownAs(file, fact, toldAs);
  if (known !== undefined) {
    const again = saysTheSame(known, fact, toldAs);
    return again ? [] : refuse('fact-conflicts', [{ at: '/id', code: 'fact-conflicts' }]);
  }
  const { kind, source, id, effective, received, corrects, content } = fact;
  return [
    {
      type: 'FactRecorded',
      data: {
        kind,
        source,
        factId: id,
        effective,
        received,
        ...(corrects === undefined ? {} : { corrects }),
      },
      personal: { content, toldAs },
    },
  ];
}

/** On file under our name, or under the service's own: then it says of no other that it was told as that. */
function knownAs(file: ResidentFile, { source, id }: Fact, toldAs: FactNames): RecordedFact | undefined {
  const ours = file.facts.get(factName(source, id));
  if (ours !== undefined) return ours;
  const theirs = file.facts.get(factName(toldAs.source, toldAs.id));
  return theirs?.toldAs === undefined ? theirs : undefined;
}

/** When it was received does not matter; what was erased can no longer be compared and is taken to be the same. */
function saysTheSame(known: RecordedFact, fact: Fact, toldAs: FactNames): boolean {
  const corrects = known.id === fact.id ? fact.corrects : toldAs.corrects;
  return (
    known.kind === fact.kind &&
    known.effective === fact.effective &&
    known.corrects === corrects &&
    (known.content === 'erased' || deepEqual(known.content, fact.content))
  );
}

/**
 * After a first issue: the file kept under the border number goes on under the iqama number. Somebody who came back with
 * their old number is linked once more; that both are one person is decided before the issue (ADR 0052). `factsFrom`:
 * somebody else had the number before, nothing of theirs is this person's.
 */
export function decideLinkFormer(
  file: ResidentFile,
  { former, at, factsFrom }: { readonly former: Subject; readonly at: Instant; readonly factsFrom?: Instant },
): Decision<ResidentEvent> {
  const known = file.formers.includes(former);
  if (known && (factsFrom === undefined || factsFrom === file.factsFrom)) return [];
  const data = { former, linkedAt: at, ...(factsFrom !== undefined && { factsFrom }) };
  return [{ type: 'FormerSubjectLinked', data }];
}

/** One file of what was kept under several subjects of one person; a fact told to more than one is kept once. */
export function mergeFiles(formers: readonly ResidentFile[], current: ResidentFile): ResidentFile {
  const namesIn = (fact: RecordedFact) => namesOf(fact).map(({ source, id }) => factName(source, id));
  const theirs = ofTheHolder(current);
  const known = new Set(theirs.flatMap(([, fact]) => namesIn(fact)));
  const before = formers.flatMap(({ facts }) =>
    [...facts].filter(([, fact]) => {
      const names = namesIn(fact);
      if (names.some((name) => known.has(name))) return false;
      for (const name of names) known.add(name);
      return true;
    }),
  );
  return { ...current, facts: GrowingMap.of([...before, ...theirs]) };
}

/** Without what was told of who held the number before. */
function ofTheHolder({ facts, factsFrom }: ResidentFile): readonly (readonly [string, RecordedFact])[] {
  return [...facts].filter(([, { effective }]) => factsFrom === undefined || effective >= factsFrom);
}

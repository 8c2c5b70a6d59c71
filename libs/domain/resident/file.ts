import type { Instant, Subject } from '#decider/brand.js';
import type { Erased } from '#decider/decider.js';
import type { GrowingMap } from '#decider/growing-map.js';
import type { Fact, FactContents, FactKind, FactNames } from './facts.js';

/** A fact in the file; its content may have been erased since. */
export type RecordedFact = {
  readonly [K in FactKind]: Omit<Extract<Fact, { kind: K }>, 'content'> & {
    readonly content: FactContents[K] | Erased;
    /** Undefined: it is on file under the service's own names (release 8e7cdd5), or they were erased. */
    readonly toldAs?: FactNames | undefined;
  };
}[FactKind];

export interface ResidentFile {
  /** By `factName`, in order of recording. */
  readonly facts: GrowingMap<string, RecordedFact>;
  /** Subjects under which this person was known before, in order: by a border number, until a first issue. */
  readonly formers: readonly Subject[];
  /** What took effect earlier is of somebody who held the number before; undefined: nobody did. */
  readonly factsFrom: Instant | undefined;
}

/** Source and id together name a fact. */
export function factName(source: string, id: string): string {
  return JSON.stringify([source, id]);
}

export type NameOfFact = Pick<FactNames, 'source' | 'id'>;

/** Every name a fact goes by: ours, and the one it was told as. A file may hold facts under either. */
export function namesOf(fact: RecordedFact): readonly NameOfFact[] {
  return fact.toldAs === undefined ? [fact] : [fact, fact.toldAs];
}

/** Every name of the fact it puts right, likewise; none, if it puts nothing right. */
export function correctedBy({ source, corrects, toldAs }: RecordedFact): readonly NameOfFact[] {
  if (corrects === undefined) return [];
  const ours = { source, id: corrects };
  return toldAs?.corrects === undefined ? [ours] : [ours, { source: toldAs.source, id: toldAs.corrects }];
}

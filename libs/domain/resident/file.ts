import type { Subject } from '../kernel/brand.js';
import type { Erased } from '../kernel/decider.js';
import type { GrowingMap } from '../kernel/growing-map.js';
import type { Fact, FactContents, FactKind } from './facts.js';

/** A fact in the file; its content may have been erased since. */
export type RecordedFact = {
  readonly [K in FactKind]: Omit<Extract<Fact, { kind: K }>, 'content'> & {
    readonly content: FactContents[K] | Erased;
  };
}[FactKind];

export interface ResidentFile {
  /** By `factName`, in order of recording. */
  readonly facts: GrowingMap<string, RecordedFact>;
  /** Subject under which this person was known before: by the border number, until the first issue. */
  readonly former: Subject | undefined;
}

/** Source and id together name a fact. */
export function factName(source: string, id: string): string {
  return JSON.stringify([source, id]);
}

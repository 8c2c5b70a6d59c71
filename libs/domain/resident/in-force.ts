import type { Instant } from '#decider/brand.js';
import type { FactKind } from './facts.js';
import { correctedBy, type NameOfFact, namesOf, type RecordedFact, type ResidentFile } from './file.js';
import { byReceipt } from './in-order.js';

/** About which moment, and what of the file counts: what was received by `knownAt`, or all of it. */
export interface Moment {
  readonly effectiveAt: Instant;
  readonly knownAt?: Instant;
}

export type Of<K extends FactKind> = Extract<RecordedFact, { readonly kind: K }>;

/** Facts that count, by their kind; of one kind in no particular order. */
export class FactsInForce {
  readonly #byKind = new Map<FactKind, RecordedFact[]>();

  constructor(facts: readonly RecordedFact[]) {
    for (const fact of facts) {
      const ofKind = this.#byKind.get(fact.kind);
      if (ofKind === undefined) this.#byKind.set(fact.kind, [fact]);
      else ofKind.push(fact);
    }
  }

  of<K extends FactKind>(kind: K): readonly Of<K>[] {
    // The table holds under each kind what is of that kind.
    return (this.#byKind.get(kind) ?? []) as unknown as readonly Of<K>[];
  }
}

/**
 * The facts that count: received by `knownAt`, in effect at `effectiveAt`, not put right by another.
 * Those that were erased are among them: that something was said is known, what it was is not.
 * A correction counts from when it was received, whether it came before or after what it corrects.
 */
export function factsInForce(file: ResidentFile, { effectiveAt, knownAt }: Moment): FactsInForce {
  const counting: RecordedFact[] = [];
  const corrections: Corrections = new Map();
  for (const fact of file.facts.values()) {
    if (knownAt !== undefined && fact.received > knownAt) continue;
    noteCorrection(corrections, fact);
    if (fact.effective <= effectiveAt) counting.push(fact);
  }
  if (corrections.size === 0) return new FactsInForce(counting);
  return new FactsInForce(counting.filter((fact) => !isSuperseded(fact, corrections)));
}

/** For each fact that was put right, by each of its names, the last word on it: by source and then by id. */
type Corrections = Map<string, Map<string, RecordedFact>>;

function noteCorrection(corrections: Corrections, fact: RecordedFact): void {
  for (const { source, id } of correctedBy(fact)) {
    const ofSource = corrections.get(source) ?? new Map<string, RecordedFact>();
    corrections.set(source, ofSource);
    const before = ofSource.get(id);
    if (before === undefined || byReceipt(before, fact) < 0) ofSource.set(id, fact);
  }
}

/** Put right itself, or one of several corrections of the same fact and not the last. */
function isSuperseded(fact: RecordedFact, corrections: Corrections): boolean {
  const lastWord = ({ source, id }: NameOfFact) => corrections.get(source)?.get(id);
  if (namesOf(fact).some((name) => lastWord(name) !== undefined)) return true;
  return correctedBy(fact).some((name) => lastWord(name) !== fact);
}

import type { Instant } from '../kernel/brand.js';
import { factName, type RecordedFact, type ResidentFile } from './file.js';

/** About which moment, and what of the file counts: what was received by `knownAt`, or all of it. */
export interface Moment {
  readonly effectiveAt: Instant;
  readonly knownAt?: Instant;
}

/**
 * The facts that count: received by `knownAt`, in effect at `effectiveAt`, not put right by another; in order of effect.
 * Those that were erased are among them: that something was said is known, what it was is not.
 * A correction counts from when it was received, whether it came before or after what it corrects.
 */
export function factsInForce(file: ResidentFile, { effectiveAt, knownAt }: Moment): readonly RecordedFact[] {
  const told = file.facts.values();
  const known = knownAt === undefined ? told : told.filter((fact) => fact.received <= knownAt);
  const corrections = correctionsIn(known);
  return known
    .filter((fact) => !isSuperseded(fact, corrections))
    .filter((fact) => fact.effective <= effectiveAt)
    .sort(byEffect);
}

/** For each fact that was put right, by source and id, the last word on it. */
type Corrections = ReadonlyMap<string, RecordedFact>;

function correctionsIn(facts: readonly RecordedFact[]): Corrections {
  const lastWord = new Map<string, RecordedFact>();
  for (const fact of facts.filter(({ corrects }) => corrects !== undefined).sort(byReceipt)) {
    lastWord.set(factName(fact.source, fact.corrects ?? ''), fact);
  }
  return lastWord;
}

/** Put right itself, or one of several corrections of the same fact and not the last. */
function isSuperseded(fact: RecordedFact, corrections: Corrections): boolean {
  if (corrections.size === 0) return false;
  if (corrections.has(factName(fact.source, fact.id))) return true;
  return fact.corrects !== undefined && corrections.get(factName(fact.source, fact.corrects)) !== fact;
}

function byEffect(a: RecordedFact, b: RecordedFact): number {
  return compare(a.effective, b.effective) || byReceipt(a, b);
}

function byReceipt(a: RecordedFact, b: RecordedFact): number {
  return compare(a.received, b.received) || compare(a.id, b.id) || compare(a.source, b.source);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

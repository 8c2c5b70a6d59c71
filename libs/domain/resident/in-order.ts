import { NAMED_FACTS, type RestsOn, restingOn } from '../kernel/rests-on.js';
import type { RecordedFact } from './file.js';

/** Order of effect; of two at the same instant the one received last counts, then the greater id. */
export function byEffect(a: RecordedFact, b: RecordedFact): number {
  return compareInOrder(a.effective, b.effective) || byReceipt(a, b);
}

export function byReceipt(a: RecordedFact, b: RecordedFact): number {
  return (
    compareInOrder(a.received, b.received) || compareInOrder(a.id, b.id) || compareInOrder(a.source, b.source)
  );
}

export function compareInOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Of those that say something about a matter, the one that took effect last. */
export function lastOf<F extends RecordedFact>(
  facts: readonly F[],
  says: (fact: F) => boolean = () => true,
): F | undefined {
  let last: F | undefined;
  for (const fact of facts) if (says(fact) && (last === undefined || byEffect(last, fact) < 0)) last = fact;
  return last;
}

/** Takes facts in whatever order they come, and keeps those that took effect last. */
export class LastFacts {
  #count = 0;
  #kept: RecordedFact[] = [];
  /** Once there are enough: one that took effect before this is not among the last. */
  #first: RecordedFact | undefined;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(fact: RecordedFact): void {
    this.#count += 1;
    if (this.#first !== undefined && byEffect(fact, this.#first) < 0) return;
    this.#kept.push(fact);
    if (this.#kept.length === 2 * NAMED_FACTS) this.#prune();
  }

  restsOn(): RestsOn {
    this.#prune();
    return restingOn(
      this.#kept.map(({ id }) => id),
      this.#count - this.#kept.length,
    );
  }

  #prune(): void {
    this.#kept = this.#kept.sort(byEffect).slice(-NAMED_FACTS);
    if (this.#kept.length === NAMED_FACTS) this.#first = this.#kept[0];
  }
}

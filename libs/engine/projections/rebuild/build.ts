import type { RecordedEvent } from '#event-store/port.js';
import type { Cause, Newest } from '../parked-keys.js';

/** A key that an event could not be folded for, and how far the log has come in its streams. */
export interface PoisonedKey {
  readonly cause: Cause;
  readonly waiting: Newest;
}

/** What was not simply folded. */
export interface Aside {
  readonly poisoned: ReadonlyMap<string, PoisonedKey>;
  /** Events of types this release does not know, stepped over. */
  readonly unknown: number;
  /** Events an operator has left out. */
  readonly discarded: number;
}

/** Folds the log into a collection: in this thread, or in several. */
export interface Build {
  /** Takes over a page, in order; may resolve before it is folded, while few pages wait. */
  add(page: readonly RecordedEvent[]): Promise<void>;
  /** Everything added is stored when it resolves. Of the whole build so far. */
  flush(): Promise<Aside>;
  /** Keys are asked for anew: some person's was destroyed. */
  forgetKeys(): void;
  close(): Promise<void>;
}

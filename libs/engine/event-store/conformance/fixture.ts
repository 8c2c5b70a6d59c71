import type { EventStore } from '../port.js';

/** What a driver brings to be tested. */
export interface EventStoreFixture {
  /** How long anything may take, milliseconds. */
  readonly deadlineMs: number;
  /** A store for one test. Its log may hold what others wrote, and others may be writing: the suite looks at its own. */
  open(): Promise<Opened>;
  /** For a store that can be stopped and started again: what was acknowledged must still be there. */
  readonly restart?: (opened: Opened) => Promise<Opened>;
  /** For a store that can be killed: runs `appendUntilKilled` against it, kills it, tells the lines that came out. */
  readonly killWhileAppending?: () => Promise<{ readonly lines: readonly string[]; readonly after: Opened }>;
}

export interface Opened {
  readonly store: EventStore;
  /** Closes the store and removes what only the test needed. */
  dispose(): Promise<void>;
}

/** What a test of the suite works with. */
export interface Suite {
  readonly fixture: EventStoreFixture;
  /** Of the test that is running. */
  readonly store: () => EventStore;
  /** The running test goes on after a restart. */
  readonly restarted: () => Promise<EventStore>;
}

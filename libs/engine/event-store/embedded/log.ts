import type { LogReader } from './reader.js';
import type { Wakeup } from './wakeup.js';

/** The log as its readers see it. */
export interface Log {
  readonly reader: LogReader;
  /** Position of the newest durable event, 0 for an empty log. */
  readonly last: () => number;
  /** Fires after each commit, and when the store closes. */
  readonly news: Wakeup;
  /** @throws EventStoreError `unavailable`: the store is closed. */
  readonly checkOpen: () => void;
  readonly closed: () => boolean;
}

import { setTimeout as wait } from 'node:timers/promises';
import { EventStoreError } from '#event-store/errors.js';
import type { AppendResult, EventStore, ExpectedRevision, NewEvent, StreamName } from '#event-store/port.js';

const LONGEST_PAUSE_MS = 500;

export interface RetryOptions {
  /** How long to go on asking, milliseconds. */
  readonly forMs: number;
  readonly onRetry: () => void;
}

/**
 * Appends, and while the store does not say whether it did, sends the very same bytes at the same revision again:
 * the ids tell the store that it is one append.
 * @throws EventStoreError `outcome-unknown` once the time is over; whatever else the store throws.
 */
export async function appendWithRetry(
  store: Pick<EventStore, 'append'>,
  stream: StreamName,
  expected: ExpectedRevision,
  records: readonly [NewEvent, ...NewEvent[]],
  { forMs, onRetry }: RetryOptions,
): Promise<AppendResult> {
  const deadline = performance.now() + forMs;
  let unknown: EventStoreError | undefined;
  for (let pause = 0; ; pause = Math.min(LONGEST_PAUSE_MS, 10 + 2 * pause)) {
    try {
      return await store.append(stream, expected, records);
    } catch (error) {
      if (!(error instanceof EventStoreError)) throw error;
      if (error.code === 'outcome-unknown') unknown = error;
      // `unavailable` speaks of this attempt only: of an earlier one nothing is known yet.
      if (unknown === undefined || (error.code !== 'outcome-unknown' && error.code !== 'unavailable'))
        throw error;
      if (performance.now() + pause >= deadline) throw unknown;
      onRetry();
      await wait(pause);
    }
  }
}

import { EventStoreError } from '#event-store/errors.js';
import type { EventStore, Position, ReadAllOptions, RecordedEvent } from '#event-store/port.js';
import { type BackOff, jitteredBackOffMs, pause } from '#runtime/back-off.js';
import { Throttle } from '#runtime/throttle.js';

type Readable = Pick<EventStore, 'readAll'>;

export interface SteadyReading {
  /** Where it ends, however the log grows; default: its end at the moment the read begins. */
  readonly upTo?: Position | undefined;
  /** At most so many events a second; default: no limit. */
  readonly eventsPerSecond?: number | undefined;
  /** How long the store may be away before the read fails, milliseconds (default 0). */
  readonly awayMs?: number;
  readonly backOff?: BackOff;
}

/** Events that pass in one go. */
const PAGE = 100;

const NEVER = new AbortController().signal;

/**
 * A store whose log is read beside a service that goes on working: up to a place that was fixed, at a bounded rate, and
 * resumed behind the last event after the store was away.
 */
export function steadily(store: Readable, steady: SteadyReading): Readable {
  return { readAll: (options = {}) => read(store, options, steady) };
}

async function* read(
  store: Readable,
  options: ReadAllOptions,
  { upTo, eventsPerSecond, awayMs = 0, backOff = { firstMs: 100, capMs: 5_000 } }: SteadyReading,
): AsyncGenerator<RecordedEvent, void> {
  const throttle = eventsPerSecond === undefined ? undefined : new Throttle(eventsPerSecond);
  let after = options.after;
  let failures = 0;
  let awaySince: number | undefined;
  for (let passed = 0; ;) {
    try {
      for await (const event of store.readAll({ ...options, ...(after !== undefined && { after }) })) {
        if (upTo !== undefined && event.position > upTo) return;
        if (throttle !== undefined && passed % PAGE === 0) await throttle.take(PAGE, options.signal ?? NEVER);
        passed += 1;
        failures = 0;
        awaySince = undefined;
        after = event.position;
        yield event;
      }
      return;
    } catch (error) {
      if (!(error instanceof EventStoreError) || error.code !== 'unavailable') throw error;
      awaySince ??= performance.now();
      if (performance.now() - awaySince >= awayMs) throw error;
      failures += 1;
      await pause(jitteredBackOffMs(failures, backOff), options.signal);
    }
  }
}

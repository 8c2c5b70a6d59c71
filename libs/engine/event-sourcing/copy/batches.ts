import type { RecordedEvent, StreamName } from '#event-store/port.js';

/**
 * Events of the source that are appended before any later one is: events of different windows keep their order in the
 * copy, so the copy's first n × 4,000 events are those of the source.
 */
export const WINDOW_EVENTS = 4_000;

/** A window of large events is copied in parts: what is in memory is bounded. */
const BATCH_BYTES = 16_777_216;

/** Events that follow one another in a log, by their stream. */
export type EventBatch = ReadonlyMap<StreamName, readonly RecordedEvent[]>;

/** Cuts a log into windows, or parts of one. */
export async function* batches(log: AsyncIterable<RecordedEvent>): AsyncGenerator<EventBatch, void> {
  let batch = new Map<StreamName, RecordedEvent[]>();
  let events = 0;
  let bytes = 0;
  for await (const event of log) {
    const of = batch.get(event.stream);
    if (of === undefined) batch.set(event.stream, [event]);
    else of.push(event);
    events += 1;
    bytes += event.data.byteLength + event.metadata.byteLength;
    if (events % WINDOW_EVENTS !== 0 && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = new Map();
    bytes = 0;
  }
  if (batch.size > 0) yield batch;
}

import { EventStoreError } from './errors.js';
import {
  MAX_APPEND_BYTES,
  MAX_APPEND_EVENTS,
  MAX_APPEND_METADATA_BYTES,
  type ExpectedRevision,
  type NewEvent,
  type StreamName,
} from './port.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NIL = '00000000-0000-0000-0000-000000000000';
/** Control characters and lone surrogates: EventStoreDB's client breaks on the latter instead of refusing them. */
const UNSAFE = /[\p{Cc}\p{Cs}]/u;
const MAX_STREAM_BYTES = 512;
const MAX_TYPE_LENGTH = 256;

/**
 * Checks a text and brands it as a stream's name.
 * @throws EventStoreError `invalid`
 */
export function streamName(text: string): StreamName {
  if (text.length === 0) throw invalid('a stream has no name');
  if (text.startsWith('$')) throw invalid(`stream names starting with $ belong to the store: ${text}`);
  if (UNSAFE.test(text)) {
    throw invalid(`control characters or broken UTF-16 in a stream name: ${JSON.stringify(text)}`);
  }
  if (Buffer.byteLength(text) > MAX_STREAM_BYTES) {
    throw invalid(`a stream name is longer than ${MAX_STREAM_BYTES} bytes: ${text.slice(0, 40)}…`);
  }
  return text as StreamName; // the one place that may: everything the brand promises was checked above
}

/**
 * What every driver checks before it stores anything. EventStoreDB's client must never see what is refused here: some
 * of it wedges its append stream for good.
 * @throws EventStoreError `invalid`, `too-large`
 */
export function checkAppend(
  stream: StreamName,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): void {
  streamName(stream);
  if (expected !== 'no_stream' && expected < 0n) throw invalid(`not a revision: ${expected}`);
  if (events.length === 0) throw invalid('an append has no events');
  if (events.length > MAX_APPEND_EVENTS) {
    throw tooLarge(`${events.length} events in one append; the most is ${MAX_APPEND_EVENTS}`);
  }
  let data = 0;
  let metadata = 0;
  for (const event of events) {
    checkEvent(event);
    data += event.data.byteLength;
    metadata += event.metadata.byteLength;
  }
  if (data > MAX_APPEND_BYTES) {
    throw tooLarge(`${data} bytes of data in one append; the most is ${MAX_APPEND_BYTES}`);
  }
  if (metadata > MAX_APPEND_METADATA_BYTES) {
    throw tooLarge(`${metadata} bytes of metadata in one append; the most is ${MAX_APPEND_METADATA_BYTES}`);
  }
  if (events.length > 1 && new Set(events.map((event) => event.id)).size < events.length) {
    throw invalid('two events of one append have the same id');
  }
}

function checkEvent({ id, type }: NewEvent): void {
  if (!UUID.test(id) || id === NIL) throw invalid(`not an event id (lower-case UUID): ${JSON.stringify(id)}`);
  if (type.length === 0 || type.length > MAX_TYPE_LENGTH || type.startsWith('$') || UNSAFE.test(type)) {
    throw invalid(`not an event type: ${JSON.stringify(type.slice(0, 40))}`);
  }
}

/** @throws EventStoreError `invalid` */
export function checkLimit(limit: number | undefined): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw invalid(`a limit is a whole number from 1 on, not ${limit}`);
}

/** @throws EventStoreError `aborted` */
export function checkNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new EventStoreError('aborted', 'aborted by the caller', { cause: signal.reason });
}

const invalid = (message: string) => new EventStoreError('invalid', message);
const tooLarge = (message: string) => new EventStoreError('too-large', message);

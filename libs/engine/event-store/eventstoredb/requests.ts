import type { ExpectedRevision, NewEvent, Position, ReadFrom, StreamName } from '../port.js';
import type { StreamFilter } from './stream-filter.js';
import { WireWriter } from './wire-writer.js';

/*
 * Requests as bytes. The numbers are those of the fields in the protocol's streams.proto; last fields come first, see
 * WireWriter.
 */

export interface AppendRequest {
  readonly stream: StreamName;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

/** What the answer to an append names it by: two halves of a UUID, positive. */
export interface Correlation {
  readonly high: bigint;
  readonly low: number;
}

/** BatchAppendReq. No deadline goes with it: the server would hold it against its own clock. */
export function writeAppend({ stream, expected, events, high, low }: AppendRequest & Correlation): Buffer {
  const size = events.reduce(
    (sum, { data, metadata }) => sum + data.byteLength + metadata.byteLength + 256,
    512,
  );
  const writer = new WireWriter(size);
  writer.integer(4, 1); // is_final
  for (let n = events.length - 1; n >= 0; n -= 1) {
    const event = events[n];
    if (event !== undefined) writer.message(3, () => writeProposed(writer, event));
  }
  writer.message(2, () => {
    if (expected === 'no_stream') writer.message(3);
    else writer.integer(2, expected);
    writer.message(1, () => writer.text(3, stream));
  });
  writer.message(1, () =>
    writer.message(1, () => {
      writer.integer(2, low);
      writer.integer(1, high);
    }),
  );
  return writer.finish();
}

function writeProposed(writer: WireWriter, { id, type, format, data, metadata }: NewEvent): void {
  writer.buffer(4, data);
  writer.buffer(3, metadata);
  writeEntry(writer, 'content-type', format === 'json' ? 'application/json' : 'application/octet-stream');
  writeEntry(writer, 'type', type);
  writer.message(1, () => writer.text(2, id));
}

function writeEntry(writer: WireWriter, key: string, value: string): void {
  writer.message(2, () => {
    writer.text(2, value);
    writer.text(1, key);
  });
}

export interface Extent {
  readonly direction: 'forwards' | 'backwards';
  /** May be Infinity. */
  readonly limit: number;
}

/**
 * Where in the log: an end or a record. A subscription begins behind the record, a read forwards with it, a read
 * backwards before it.
 */
export type ReadPosition = 'start' | 'end' | Position;

/** A read, as ReadReq. */
export type ReadRequest =
  | { readonly kind: 'stream'; readonly stream: StreamName; readonly from: ReadFrom; readonly extent: Extent }
  | {
      readonly kind: 'all';
      readonly from: ReadPosition;
      readonly extent: Extent;
      readonly filter?: StreamFilter;
    }
  | { readonly kind: 'subscription'; readonly from: ReadPosition; readonly filter: StreamFilter };

/** How many events the server looks at before it answers with what it has found, or with a checkpoint. */
const SEARCH_WINDOW = 1_000;

/** The newest event of all, without a filter, which might have to look at the whole log. */
export const LAST_OF_ALL: ReadRequest = {
  kind: 'all',
  from: 'end',
  extent: { direction: 'backwards', limit: 1 },
};

export function writeRead(request: ReadRequest): Buffer {
  const writer = new WireWriter();
  writer.message(1, () => {
    writer.message(9, () => writer.message(2)); // ids as text
    const filter = request.kind === 'stream' ? undefined : request.filter;
    if (filter === undefined) writer.message(8);
    else writeFilter(writer, filter);
    if (request.kind === 'subscription') writer.message(6);
    else writeExtent(writer, request.extent);
    if (request.kind === 'stream') writeStream(writer, request.stream, request.from);
    else writePlace(writer, request.from);
  });
  return writer.finish();
}

function writeExtent(writer: WireWriter, { direction, limit }: Extent): void {
  writer.integer(5, Math.min(limit, Number.MAX_SAFE_INTEGER));
  writer.integer(3, direction === 'forwards' ? 0 : 1);
}

function writeStream(writer: WireWriter, stream: StreamName, from: ReadFrom): void {
  writer.message(1, () => {
    if (from === 'start') writer.message(3);
    else if (from === 'end') writer.message(4);
    else writer.integer(2, from);
    writer.message(1, () => writer.text(3, stream));
  });
}

function writePlace(writer: WireWriter, from: ReadPosition): void {
  writer.message(2, () => {
    if (from === 'start') writer.message(2);
    else if (from === 'end') writer.message(3);
    else
      writer.message(1, () => {
        // They differ only in transactions over several calls, which version 5 and its clients had.
        writer.integer(2, from); // prepare position
        writer.integer(1, from); // commit position
      });
  });
}

function writeFilter(writer: WireWriter, filter: StreamFilter): void {
  writer.message(7, () => {
    writer.integer(5, 1); // a checkpoint for each window
    writer.integer(3, SEARCH_WINDOW);
    writer.message(1, () => writer.text(1, filter));
  });
}

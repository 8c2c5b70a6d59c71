import { Pages } from '../pages.js';
import type {
  Position,
  ReadAllOptions,
  ReadFrom,
  ReadStreamOptions,
  ReadStreamResult,
  RecordedEvent,
  Revision,
  StreamName,
} from '../port.js';
import { checkLimit, checkNotAborted, streamName } from '../validation.js';
import type { Connection } from './connection.js';
import { asEventStoreError } from './failure.js';
import type { ReadRequest, ReadResponse } from './protocol.js';
import { Reading } from './reading.js';
import { isOurs, recorded } from './recorded.js';
import { lastOfAllRequest, readAllRequest, readStreamRequest } from './requests.js';

const FIRST = 0n as Revision; // the first of every stream

/** See the port. A soft-deleted stream is a missing one; of a truncated one there is what is left. */
export async function readStream(
  connection: Connection,
  stream: StreamName,
  { from, direction = 'forwards', limit, signal }: ReadStreamOptions,
  deadlineMs: number,
): Promise<ReadStreamResult> {
  streamName(stream);
  checkNotAborted(signal);
  const most = checkLimit(limit);
  // Forwards from the end there is nothing; whether there is a stream at all, its last event tells.
  const nothing = direction === 'forwards' && from === 'end';
  const request = readStreamRequest(stream, nothing ? 'end' : startOf(from, direction), {
    direction: nothing ? 'backwards' : direction,
    limit: nothing ? 1 : most,
  });
  const responses = await whole(connection, request, signal, deadlineMs, `read of ${stream}`);
  if (responses.some((response) => response.hasStreamNotFound())) return { kind: 'no_stream' };
  return { kind: 'found', events: nothing ? [] : responses.flatMap(eventOf) };
}

function startOf(from: ReadFrom | undefined, direction: 'forwards' | 'backwards'): ReadFrom {
  if (from === undefined) return direction === 'forwards' ? 'start' : 'end';
  return from === 'start' && direction === 'backwards' ? FIRST : from;
}

function eventOf(response: ReadResponse): readonly RecordedEvent[] {
  const read = response.getEvent();
  const event = read && recorded(read);
  return event === undefined ? [] : [event];
}

/** Everything a read answers. */
async function whole(
  connection: Connection,
  request: ReadRequest,
  signal: AbortSignal | undefined,
  deadlineMs: number,
  what: string,
): Promise<readonly ReadResponse[]> {
  const reading = new Reading(connection, request, signal);
  try {
    const all: ReadResponse[] = [];
    for (let some = await reading.next(deadlineMs); some.length > 0; some = await reading.next(deadlineMs))
      for (const response of some) all.push(response);
    connection.checkOpen();
    checkNotAborted(signal);
    return all;
  } catch (error) {
    throw asEventStoreError(error, what);
  } finally {
    reading.close();
  }
}

/** Position of the newest event, be it one of the server's own. */
export async function lastPosition(
  connection: Connection,
  signal: AbortSignal | undefined,
  deadlineMs: number,
): Promise<Position | undefined> {
  const responses = await whole(connection, lastOfAllRequest(), signal, deadlineMs, 'read of the log');
  return responses.flatMap(eventOf)[0]?.position;
}

/** See the port; without the server's own events. */
export function readAll(
  connection: Connection,
  { after, direction = 'forwards', limit, signal }: ReadAllOptions,
  deadlineMs: number,
): Pages<RecordedEvent> {
  let left = checkLimit(limit);
  let seen = after;
  let end: Position | undefined;
  let asked = 0;
  let reading: Reading | undefined;

  async function open(): Promise<Reading | undefined> {
    if (direction === 'forwards') {
      end ??= await lastPosition(connection, signal, deadlineMs);
      if (end === undefined) return undefined;
    }
    asked = left + 1; // forwards, the place itself is given again
    const from = seen ?? (direction === 'forwards' ? 'start' : 'end');
    return new Reading(connection, readAllRequest(from, { direction, limit: asked }), signal);
  }

  async function nextPage(): Promise<readonly RecordedEvent[]> {
    for (;;) {
      connection.checkOpen();
      checkNotAborted(signal);
      if (left === 0) return [];
      reading ??= await open();
      const responses = (await reading?.next(deadlineMs)) ?? [];
      asked -= responses.length;
      if (responses.length > 0) {
        const events = take(responses);
        if (events.length > 0) return events;
      } else if (asked > 0) {
        connection.checkOpen();
        checkNotAborted(signal);
        return [];
      } else {
        // As many as were asked for, and some of them not ours: there may be more.
        reading?.close();
        reading = undefined;
      }
    }
  }

  function take(responses: readonly ReadResponse[]): readonly RecordedEvent[] {
    const before = seen;
    const events = responses.flatMap(eventOf).filter(({ position }) => position !== before);
    const within = events.filter(({ position }) => end === undefined || position <= end);
    seen = events.at(-1)?.position ?? seen;
    const ours = within.filter(isOurs).slice(0, left);
    left = within.length < events.length ? 0 : left - ours.length;
    return ours;
  }

  const failing = (): Promise<readonly RecordedEvent[]> =>
    nextPage().catch((error: unknown) => {
      throw asEventStoreError(error, 'read of the log');
    });
  return new Pages(
    failing,
    () => connection.closed !== undefined || signal?.aborted === true,
    () => reading?.close(),
  );
}

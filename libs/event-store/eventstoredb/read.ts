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
import { type Answer, isOurs } from './read-answer.js';
import type { Connection } from './connection.js';
import { asEventStoreError } from './failure.js';
import { Reading } from './reading.js';
import { LAST_OF_ALL, type ReadRequest } from './requests.js';

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
  const request: ReadRequest = {
    kind: 'stream',
    stream,
    from: nothing ? 'end' : startOf(from, direction),
    extent: nothing ? { direction: 'backwards', limit: 1 } : { direction, limit: most },
  };
  const answers = await whole(connection, request, signal, deadlineMs, `read of ${stream}`);
  if (answers[0]?.kind === 'stream-not-found') return { kind: 'no_stream' };
  return { kind: 'found', events: nothing ? [] : eventsOf(answers) };
}

function startOf(from: ReadFrom | undefined, direction: 'forwards' | 'backwards'): ReadFrom {
  if (from === undefined) return direction === 'forwards' ? 'start' : 'end';
  return from === 'start' && direction === 'backwards' ? FIRST : from;
}

function eventsOf(answers: readonly Answer[]): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const answer of answers) if (answer.kind === 'event') events.push(answer.event);
  return events;
}

/** Everything a read answers. */
async function whole(
  connection: Connection,
  request: ReadRequest,
  signal: AbortSignal | undefined,
  deadlineMs: number,
  what: string,
): Promise<readonly Answer[]> {
  const reading = new Reading(connection, request, signal);
  try {
    const all = await reading.rest(deadlineMs);
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
  const answers = await whole(connection, LAST_OF_ALL, signal, deadlineMs, 'read of the log');
  return eventsOf(answers)[0]?.position;
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
    const extent = { direction, limit: asked };
    return new Reading(connection, { kind: 'all', from, extent, filtered: true }, signal);
  }

  async function nextPage(): Promise<readonly RecordedEvent[]> {
    for (;;) {
      connection.checkOpen();
      checkNotAborted(signal);
      if (left === 0) return [];
      reading ??= await open();
      const answers = (await reading?.next(deadlineMs)) ?? [];
      asked -= answers.length;
      if (answers.length > 0) {
        const events = take(answers);
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

  function take(answers: readonly Answer[]): readonly RecordedEvent[] {
    const before = seen;
    const events = eventsOf(answers).filter(({ position }) => position !== before);
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

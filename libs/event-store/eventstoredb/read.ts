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
import { asEventStoreError, isStreamNotFound } from './failure.js';
import { recorded } from './recorded.js';
import { placeOf, readAllRequest, readStreamRequest } from './requests.js';

const FIRST = 0n as Revision; // the first of every stream

/** See the port. A soft-deleted stream is a missing one; of a truncated one there is what is left. */
export async function readStream(
  connection: Connection,
  stream: StreamName,
  { from, direction = 'forwards', limit, signal }: ReadStreamOptions,
): Promise<ReadStreamResult> {
  streamName(stream);
  checkNotAborted(signal);
  const most = checkLimit(limit);
  const nothing = direction === 'forwards' && from === 'end';
  const request = readStreamRequest(stream, startOf(from, direction, nothing), {
    direction: nothing ? 'backwards' : direction,
    limit: nothing ? 1 : most === Infinity ? undefined : most,
  });
  const events: RecordedEvent[] = [];
  try {
    for await (const response of connection.read(request, signal)) {
      if (response.hasStreamNotFound()) return { kind: 'no_stream' };
      const read = response.getEvent();
      const event = read && recorded(read);
      if (event !== undefined) events.push(event);
    }
  } catch (error) {
    if (isStreamNotFound(error)) return { kind: 'no_stream' };
    throw asEventStoreError(error, `read of ${stream}`);
  }
  checkNotAborted(signal);
  return { kind: 'found', events: nothing ? [] : events };
}

/** From the end forwards there is nothing; whether there is a stream at all, its last event tells. */
function startOf(
  from: ReadFrom | undefined,
  direction: 'forwards' | 'backwards',
  nothing: boolean,
): ReadFrom {
  if (nothing) return 'end';
  if (from === undefined) return direction === 'forwards' ? 'start' : 'end';
  return from === 'start' && direction === 'backwards' ? FIRST : from;
}

/** See the port; without the server's own streams. */
export async function* readAll(
  connection: Connection,
  { after, direction = 'forwards', limit, signal }: ReadAllOptions,
): AsyncGenerator<RecordedEvent, void> {
  checkNotAborted(signal);
  const most = checkLimit(limit);
  const end = direction === 'forwards' ? await lastPosition(connection, signal) : undefined;
  if (direction === 'forwards' && end === undefined) return;
  const from = after === undefined ? (direction === 'forwards' ? 'start' : 'end') : placeOf(after);
  // Forwards the place itself is given again.
  const request = readAllRequest(from, { direction, limit: most === Infinity ? undefined : most + 1 });
  let given = 0;
  for await (const event of eventsOf(connection, request, signal)) {
    if (event.position === after) continue;
    if (given === most || (end !== undefined && event.position > end)) return;
    yield event;
    given += 1;
  }
  checkNotAborted(signal);
}

/** Of the newest event that is not the server's own. */
export async function lastPosition(
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<Position | undefined> {
  const request = readAllRequest('end', { direction: 'backwards', limit: 1 });
  for await (const { position } of eventsOf(connection, request, signal)) return position;
  checkNotAborted(signal);
  return undefined;
}

async function* eventsOf(
  connection: Connection,
  request: Parameters<Connection['read']>[0],
  signal: AbortSignal | undefined,
): AsyncGenerator<RecordedEvent, void> {
  try {
    for await (const response of connection.read(request, signal)) {
      const read = response.getEvent();
      const event = read && recorded(read);
      if (event !== undefined) yield event;
    }
  } catch (error) {
    throw asEventStoreError(error, 'read of the log');
  }
}

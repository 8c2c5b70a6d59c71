import type {
  Position,
  ReadFrom,
  ReadStreamOptions,
  ReadStreamResult,
  RecordedEvent,
  Revision,
  StreamName,
} from '../port.js';
import { checkLimit, checkNotAborted, streamName } from '../validation.js';
import type { Connection } from './connection.js';
import { portError } from './explained.js';
import type { ReadAnswer } from './read-answer.js';
import { OpenRead } from './reading.js';
import { LAST_OF_ALL, type ReadRequest } from './requests.js';

const FIRST = 0n as Revision; // the first of every stream

/** See the port. A soft-deleted stream is a missing one; of a truncated one there is what is left. */
export async function requestStream(
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
  const answers = await whole(connection, request, signal, deadlineMs).catch((error: unknown) => {
    throw portError(error, `read of ${stream}`);
  });
  if (answers[0]?.kind === 'stream-not-found') return { kind: 'no_stream' };
  return { kind: 'found', events: nothing ? [] : eventsOf(answers) };
}

function startOf(from: ReadFrom | undefined, direction: 'forwards' | 'backwards'): ReadFrom {
  if (from === undefined) return direction === 'forwards' ? 'start' : 'end';
  return from === 'start' && direction === 'backwards' ? FIRST : from;
}

export function eventsOf(answers: readonly ReadAnswer[]): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const answer of answers) if (answer.kind === 'event') events.push(answer.event);
  return events;
}

/** Everything a read answers. @throws Failure, EventStoreError (closed, aborted) */
async function whole(
  connection: Connection,
  request: ReadRequest,
  signal: AbortSignal | undefined,
  deadlineMs: number,
): Promise<readonly ReadAnswer[]> {
  const reading = new OpenRead(connection, request, deadlineMs, signal);
  try {
    const all = await reading.rest();
    connection.checkOpen();
    checkNotAborted(signal);
    return all;
  } finally {
    reading.close();
  }
}

/** Position of the newest event, be it one of the server's own. @throws as `whole` */
export async function endOfLog(
  connection: Connection,
  signal: AbortSignal | undefined,
  deadlineMs: number,
): Promise<Position | undefined> {
  return eventsOf(await whole(connection, LAST_OF_ALL, signal, deadlineMs))[0]?.position;
}

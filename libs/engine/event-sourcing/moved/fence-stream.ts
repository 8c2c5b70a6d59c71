import { randomUUID } from 'node:crypto';
import type { EventStore, ExpectedRevision } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import { appendWithRetry } from '../command-handling/append-with-retry.js';
import { fromJsonBytes, toJsonBytes } from '../format/stable-json.js';
import { isMovedLog, LogMovedError, type MovedLog } from './moved-log.js';

/** Says where a server's log went, or that it is back. No stream of the log: it is not copied, verified or published. */
export const FENCE_STREAM = streamName('hawiya-moved');

const MOVED = 'LogMoved';
const RETURNED = 'LogReturned';
const SETTLE_MS = 10_000;

type Store = Pick<EventStore, 'readStream' | 'append'>;

interface Fence {
  readonly moved: MovedLog | undefined;
  readonly revision: ExpectedRevision;
}

/** Undefined: the log is where it was. @throws EventStoreError */
export async function movedTo(store: Pick<EventStore, 'readStream'>): Promise<MovedLog | undefined> {
  return (await fenceOf(store)).moved;
}

/** For the start of whoever works on a server's log. @throws LogMovedError, EventStoreError */
export async function mustNotHaveMoved(store: Pick<EventStore, 'readStream'>): Promise<void> {
  const moved = await movedTo(store);
  if (moved !== undefined)
    throw new LogMovedError(moved, 'this EventStoreDB', 'copying that one back lifts the fence');
}

/** Safe to repeat. @throws EventStoreError */
export async function fence(store: Store, moved: MovedLog): Promise<void> {
  const found = await fenceOf(store);
  if (found.moved === undefined) await say(store, found, MOVED, moved);
}

/** Safe to repeat. @throws EventStoreError */
export async function liftFence(store: Store): Promise<void> {
  const found = await fenceOf(store);
  if (found.moved !== undefined) await say(store, found, RETURNED, {});
}

async function fenceOf(store: Pick<EventStore, 'readStream'>): Promise<Fence> {
  const found = await store.readStream(FENCE_STREAM, { direction: 'backwards', limit: 1 });
  const [last] = found.kind === 'found' ? found.events : [];
  if (last === undefined) return { moved: undefined, revision: 'no_stream' };
  const data = last.type === MOVED ? fromJsonBytes(last.data) : undefined;
  return { moved: isMovedLog(data) ? data : undefined, revision: last.revision };
}

async function say(store: Store, { revision }: Fence, type: string, data: object): Promise<void> {
  const event = {
    id: randomUUID(),
    type,
    format: 'json',
    data: toJsonBytes({ ...data }),
    metadata: toJsonBytes({}),
  } as const;
  const retrying = { forMs: SETTLE_MS, onRetry: () => undefined };
  const answer = await appendWithRetry(store, FENCE_STREAM, revision, [event], retrying);
  if (answer.kind === 'conflict') throw new Error(`somebody else writes to ${FENCE_STREAM}`);
}

import type { Instant } from '#decider/brand.js';
import { metadataOf } from '#event-sourcing/metadata.js';
import type { EventStore, RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import type { Applied } from './stored.js';
import type { Newest } from './parked-keys.js';

/** An event that waits behind a parked key, or holds it up; nothing of what it says. */
export interface WaitingEvent {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  /** Undefined: its metadata cannot be read. */
  readonly occurredAt: Instant | undefined;
}

export interface Waiting {
  /** How many wait, the one that holds the key up included. */
  readonly count: number;
  /** The first of them, in the order of the log. */
  readonly events: readonly WaitingEvent[];
}

/** What is between a document and the end of its queue, read from the event store. */
export async function waitingEvents(
  store: Pick<EventStore, 'readStream'>,
  applied: Applied,
  newest: Newest,
  limit: number,
): Promise<Waiting> {
  let count = 0;
  const events: RecordedEvent[] = [];
  for (const [stream, last] of newest) {
    const from = (applied.get(stream) ?? -1n) + 1n;
    if (from > last) continue;
    count += Number(last - from) + 1;
    events.push(...(await read(store, stream, from, last, limit)));
  }
  const first = events.sort((a, b) => (a.position < b.position ? -1 : 1)).slice(0, limit);
  return { count, events: first.map(described) };
}

async function read(
  store: Pick<EventStore, 'readStream'>,
  stream: StreamName,
  from: bigint,
  last: bigint,
  limit: number,
): Promise<readonly RecordedEvent[]> {
  const most = last - from + 1n < limit ? Number(last - from) + 1 : limit;
  const found = await store.readStream(stream, { from: from as Revision, limit: most }); // counted on from a revision
  return found.kind === 'found' ? found.events : [];
}

function described(event: RecordedEvent): WaitingEvent {
  const { stream, revision, type } = event;
  return { stream, revision: Number(revision), type, occurredAt: metadataOf(event)?.occurredAt };
}

import type { Connection, mongo } from 'mongoose';
import type { Codec } from '#event-log/codec.js';
import {
  coveredBy,
  coveredIn,
  disagreementOf,
  storedCovered,
  type StoredCoveredEvent,
} from '#event-log/identity/kept-position.js';
import { IDENTITY_STREAM } from '#event-log/identity/identity-stream.js';
import { FENCE_STREAM } from '#event-log/moved/fence-stream.js';
import type { EventStore, Position, RecordedEvent } from '#event-store/port.js';
import type { DeclaredCollection } from '#platform/mongodb/collections.js';
import type { Logger } from '#platform/logging/logger.js';
import { pages } from '#read-models/runtime/recorded.js';
import type { Deadlines } from './deadlines.js';
import { type Deadline, DEADLINE_KINDS } from './react.js';
import { messageOfPoison, poisonOf } from './reaction-poison.js';
import { reactionsTo } from './reactor.js';

type Kind = Deadline['kind'];

/** Which kinds of deadlines the whole log has been read for: one document. */
export const OLD_EVENTS: DeclaredCollection = { name: 'deadline-kinds', indexes: [] };

interface OldEventsDocument {
  readonly _id: 'deadlines';
  readonly done: readonly Kind[];
  /** Absent: none is under way. */
  readonly reading?: {
    readonly kinds: readonly Kind[];
    readonly events: number;
    readonly last: StoredCoveredEvent;
  };
}

/** A release that kept no record set these from the first event on. */
const OF_THE_FIRST_RELEASE: readonly Kind[] = ['lapse', 'slot-check', 'directives-check', 'fact-check'];

export interface OldEventsNeeds {
  readonly store: Pick<EventStore, 'readAll' | 'readStream' | 'lastPosition'>;
  readonly codec: Pick<Codec, 'decode'>;
  readonly connection: Connection;
  readonly deadlines: Pick<Deadlines, 'ensure'>;
  readonly logger: Logger;
}

export interface ReadForDeadlines {
  readonly kinds: readonly Kind[];
  /** Of the log, those of an earlier run that was interrupted included. */
  readonly events: number;
}

export interface OldEventsOptions {
  readonly signal: AbortSignal;
  /** Every kind there is, unless a test says otherwise. */
  readonly kinds?: readonly Kind[];
  /** Events between two places that are kept; default 1,000. */
  readonly pageEvents?: number;
}

/**
 * Sets the deadlines of kinds that came with a newer release for all that happened before: reads the log once, from its
 * beginning. What is set already stays as it is; what is long past is set too, fires at once, and finds that it is
 * already so. Interrupted, it goes on where it was. Undefined: it has been read for all of them.
 * @throws the signal's reason, and what store, keys and database throw
 */
export async function readOldEvents(
  needs: OldEventsNeeds,
  { signal, kinds = DEADLINE_KINDS, pageEvents }: OldEventsOptions,
): Promise<ReadForDeadlines | undefined> {
  const record = needs.connection.collection<OldEventsDocument>(OLD_EVENTS.name);
  const kept = await record.findOne({ _id: 'deadlines' });
  const done = kept?.done ?? OF_THE_FIRST_RELEASE;
  const lacking = kinds.filter((kind) => !done.includes(kind));
  if (lacking.length === 0) return undefined;
  const from = await resumed(needs.store, kept?.reading, lacking);
  let { events } = from;
  for await (const page of pages(needs.store, from.position, pageEvents)) {
    signal.throwIfAborted();
    await Promise.all(page.map((event) => setDeadlines(needs, event, lacking)));
    events += page.length;
    await keep(record, { done, reading: { kinds: lacking, events, last: lastOf(page) } });
  }
  signal.throwIfAborted();
  // What happens from here on is reacted to as it happens.
  await keep(record, { done: [...done, ...lacking] });
  return { kinds: lacking, events };
}

/** Whether every event of the log has its deadline of that kind, those that happen from here on apart. */
export async function areOldEventsRead(connection: Connection, kind: Kind): Promise<boolean> {
  const kept = await connection.collection<OldEventsDocument>(OLD_EVENTS.name).findOne({ _id: 'deadlines' });
  return (kept?.done ?? OF_THE_FIRST_RELEASE).includes(kind);
}

/** Where it was left, if it was read for as many kinds, and if that is a place of this log. */
async function resumed(
  store: OldEventsNeeds['store'],
  reading: OldEventsDocument['reading'],
  kinds: readonly Kind[],
): Promise<{ readonly position: Position | undefined; readonly events: number }> {
  const beginning = { position: undefined, events: 0 };
  if (reading === undefined || !kinds.every((kind) => reading.kinds.includes(kind))) return beginning;
  const last = coveredIn(reading.last);
  const { position } = last;
  const disagreement = await disagreementOf(store, { position, last }, undefined);
  return disagreement === undefined ? { position, events: reading.events } : beginning;
}

async function setDeadlines(
  { codec, deadlines, logger }: OldEventsNeeds,
  event: RecordedEvent,
  kinds: readonly Kind[],
): Promise<void> {
  // What the log says of itself is nobody's case.
  if (event.stream === IDENTITY_STREAM || event.stream === FENCE_STREAM) return;
  try {
    const reactions = reactionsTo(await codec.decode(event));
    const set = reactions.flatMap((reaction) => (reaction.do === 'set-deadline' ? [reaction.deadline] : []));
    await Promise.all(set.filter(({ kind }) => kinds.includes(kind)).map((one) => deadlines.ensure(one)));
  } catch (error) {
    // Its case cannot be read either: that is an operator's business already, and holds up no other.
    if (poisonOf(error) !== 'unreadable') throw error;
    const { type, stream } = event;
    logger.error(
      { event: type, stream, message: messageOfPoison(error) },
      'process manager: an old event was skipped',
    );
  }
}

function lastOf(page: readonly RecordedEvent[]): StoredCoveredEvent {
  const last = page.at(-1);
  if (last === undefined) throw new Error('an empty page'); // `pages` yields none
  return storedCovered(coveredBy(last));
}

async function keep(
  record: mongo.Collection<OldEventsDocument>,
  document: Omit<OldEventsDocument, '_id'>,
): Promise<void> {
  await record.replaceOne({ _id: 'deadlines' }, document, { upsert: true });
}

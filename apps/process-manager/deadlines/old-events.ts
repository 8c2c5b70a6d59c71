import { instantOf } from '#decider/instant.js';
import type { Connection, mongo } from 'mongoose';
import type { Codec } from '#event-sourcing/codec.js';
import {
  coveredBy,
  coveredIn,
  disagreementOf,
  storedCovered,
  type StoredCoveredEvent,
} from '#event-sourcing/identity/kept-position.js';
import { IDENTITY_STREAM } from '#event-sourcing/identity/identity-stream.js';
import { FENCE_STREAM } from '#event-sourcing/moved/fence-stream.js';
import type { EventStore, Position, RecordedEvent } from '#event-store/port.js';
import type { Clock } from '#runtime/clock/clock.js';
import { crashPoint } from '#runtime/crash-points.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';
import type { Logger } from '#runtime/logging/logger.js';
import { pages } from '#projections/recorded.js';
import type { Deadlines } from './deadlines.js';
import { messageOfPoison, poisonOf } from '../reaction-poison.js';
import { type Deadline, DEADLINE_KINDS } from '../reaction.js';
import { deadlinesOfOld } from '../reactions-to.js';

type Kind = Deadline['kind'];
/** A kind of which old events get more than they did has another number: the log is read for it again. */
type Read = Kind | 'recheck/2';

const READ_FOR: readonly Read[] = DEADLINE_KINDS.map((kind) => (kind === 'recheck' ? 'recheck/2' : kind));

/** Which kinds of deadlines the whole log has been read for: one document. */
export const OLD_EVENTS: DeclaredCollection = { name: 'deadline-kinds', indexes: [] };

interface OldEventsDocument {
  readonly _id: 'deadlines';
  readonly done: readonly Read[];
  /** Absent: none is under way. */
  readonly reading?: {
    readonly kinds: readonly Read[];
    readonly events: number;
    readonly last: StoredCoveredEvent;
  };
}

/** A release that kept no record set these from the first event on. */
const OF_THE_FIRST_RELEASE: readonly Read[] = ['lapse', 'slot-check', 'directives-check', 'fact-check'];

export interface OldEventsDependencies {
  readonly store: Pick<EventStore, 'readAll' | 'readStream' | 'lastPosition'>;
  readonly codec: Pick<Codec, 'decode'>;
  readonly connection: Connection;
  readonly deadlines: Pick<Deadlines, 'ensure'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ReadForDeadlines {
  readonly kinds: readonly Read[];
  /** Of the log, those of an earlier run that was interrupted included. */
  readonly events: number;
}

export interface OldEventsOptions {
  readonly signal: AbortSignal;
  /** Every kind there is, unless a test says otherwise. */
  readonly kinds?: readonly Read[];
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
  needs: OldEventsDependencies,
  { signal, kinds = READ_FOR, pageEvents }: OldEventsOptions,
): Promise<ReadForDeadlines | undefined> {
  const record = needs.connection.collection<OldEventsDocument>(OLD_EVENTS.name);
  const kept = await record.findOne({ _id: 'deadlines' });
  const done = kept?.done ?? OF_THE_FIRST_RELEASE;
  const lacking = lackingIn(kept, kinds);
  if (lacking.length === 0) return undefined;
  const from = await resumed(needs.store, kept?.reading, lacking);
  let { events } = from;
  needs.logger.info({ kinds: lacking, events }, 'process manager: old events are read for deadlines');
  for await (const page of pages(needs.store, from.position, pageEvents)) {
    signal.throwIfAborted();
    await Promise.all(page.map((event) => setDeadlines(needs, event, lacking)));
    events += page.length;
    await keep(record, { done, reading: { kinds: lacking, events, last: lastOf(page) } });
    crashPoint('old-events.between-pages');
  }
  signal.throwIfAborted();
  // What happens from here on is reacted to as it happens.
  await keep(record, { done: [...done, ...lacking] });
  return { kinds: lacking, events };
}

/** What the log has not been read for yet, and how much of it has been; undefined: it has been read for every kind. */
export async function oldEventsLeft(connection: Connection): Promise<ReadForDeadlines | undefined> {
  const record = connection.collection<OldEventsDocument>(OLD_EVENTS.name);
  const kept = await record.findOne({ _id: 'deadlines' });
  const kinds = lackingIn(kept, READ_FOR);
  return kinds.length === 0 ? undefined : { kinds, events: kept?.reading?.events ?? 0 };
}

function lackingIn(kept: OldEventsDocument | null, kinds: readonly Read[]): readonly Read[] {
  const done = kept?.done ?? OF_THE_FIRST_RELEASE;
  return kinds.filter((kind) => !done.includes(kind));
}

/** Whether every event of the log has its deadline of that kind, those that happen from here on apart. */
export async function areOldEventsRead(connection: Connection, kind: Kind): Promise<boolean> {
  const kept = await connection.collection<OldEventsDocument>(OLD_EVENTS.name).findOne({ _id: 'deadlines' });
  return lackingIn(kept, [kind]).length === 0;
}

/** Where it was left, if it was read for as many kinds, and if that is a place of this log. */
async function resumed(
  store: OldEventsDependencies['store'],
  reading: OldEventsDocument['reading'],
  kinds: readonly Read[],
): Promise<{ readonly position: Position | undefined; readonly events: number }> {
  const beginning = { position: undefined, events: 0 };
  if (reading === undefined || !kinds.every((kind) => reading.kinds.includes(kind))) return beginning;
  const last = coveredIn(reading.last);
  const { position } = last;
  const disagreement = await disagreementOf(store, { position, last }, undefined);
  return disagreement === undefined ? { position, events: reading.events } : beginning;
}

async function setDeadlines(
  { codec, deadlines, clock, logger }: OldEventsDependencies,
  event: RecordedEvent,
  kinds: readonly Read[],
): Promise<void> {
  // What the log says of itself is nobody's case.
  if (event.stream === IDENTITY_STREAM || event.stream === FENCE_STREAM) return;
  try {
    const set = deadlinesOfOld(await codec.decode(event), instantOf(clock.now().getTime()));
    const wanted = set.filter(({ kind }) => kinds.some((read) => read === kind || read === `${kind}/2`));
    await Promise.all(wanted.map((one) => deadlines.ensure(one)));
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

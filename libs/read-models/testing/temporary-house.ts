import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { ReceivedMessage } from '#topics/port.js';
import type { DomainEvent } from '#decider/decider.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { cloudEvents, toMessage } from '#contracts/cloud-events.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import type { CachedKeyStore } from '#event-sourcing/keys/cached-key-store.js';
import type { StreamIdentity } from '#event-sourcing/stream-identity.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import type { EventStore, RecordedEvent } from '#event-store/port.js';
import type { Projection } from '#projections/projection.js';
import { mongoUnderTest } from '#test/support/mongo-under-test.js';
import type { ProjectorObserver } from '#projections/observer.js';
import { InProcessVisibility } from '#projections/in-process-visibility.js';
import { at, subject } from '#domain/testing/case-events.js';
import { categoryOf } from './folding.js';

/** Everything a projector needs, in a folder and a database that `remove` takes away again. */
export interface TemporaryHouse {
  readonly path: string;
  readonly store: EventStore;
  readonly keys: CachedKeyStore;
  readonly codec: Codec;
  readonly connection: Connection;
  /** Where that leads. */
  readonly database: { readonly url: string; readonly database: string };
  readonly visibility: InProcessVisibility;
  readonly cloudEvents: typeof cloudEvents;
  /** Appends a case's events, each to the stream of its category. */
  happened(id: string, ...events: readonly DomainEvent[]): Promise<void>;
  /** An operator leaves an event out of a model. */
  discarded(
    projection: Pick<Projection<object>, 'name' | 'version'>,
    event: { readonly stream: string; readonly revision: number; readonly key: string },
  ): Promise<void>;
  /** The log so far, as it travels. */
  messages(): Promise<[ReceivedMessage, ...ReceivedMessage[]]>;
  remove(): Promise<void>;
}

export async function temporaryHouse(): Promise<TemporaryHouse> {
  const path = await mkdtemp(join(tmpdir(), 'hawiya-read-models-'));
  const store = await openEmbeddedEventStore({ path: join(path, 'event-store') });
  const keys = await openEmbeddedKeyStore({ path: join(path, 'keys') });
  const mongo = await mongoUnderTest();
  const connection = await mongo.connect();
  const codec = new Codec(keys, EVENT_TYPES);
  const log = new EventLog(store, codec);
  return {
    path,
    store,
    keys,
    codec,
    connection,
    database: { url: mongo.uri, database: mongo.database },
    visibility: new InProcessVisibility(),
    cloudEvents,
    happened: async (id, ...events) => {
      for (const event of events) await happens(log, event, id);
    },
    discarded: ({ name: model, version }, event) => {
      const data = {
        model,
        version,
        ...event,
        eventId: 'e',
        eventType: 'E',
        reason: 'r',
        discardedAt: at(0),
      };
      return happens(log, { type: 'EventDiscarded', data }, model);
    },
    messages: () => allMessages(store),
    remove: async () => {
      await mongo.stop();
      await Promise.all([store.close(), keys.close()]);
      await rm(path, { recursive: true });
    },
  };
}

/** Counts what the run-time tells. */
export class Told implements ProjectorObserver {
  readonly counts = {
    applied: 0,
    repeated: 0,
    healed: 0,
    unknown: 0,
    discarded: 0,
    other: 0,
    waiting: 0,
    lost: 0,
    rebuilt: 0,
  };
  readonly parkedKeys: string[] = [];
  readonly releasedKeys: string[] = [];
  folded(folded: Parameters<ProjectorObserver['folded']>[0]): void {
    const { applied, repeated, healed, unknown, discarded } = folded;
    this.counts.applied += applied;
    this.counts.repeated += repeated;
    this.counts.healed += healed;
    this.counts.unknown += unknown.length;
    this.counts.discarded += discarded;
  }
  otherStreams(events: number): void {
    this.counts.other += events;
  }
  waiting(_key: string, events: number): void {
    this.counts.waiting += events;
  }
  parked(key: string, reason: string): void {
    this.parkedKeys.push(`${key} ${reason}`);
  }
  released(key: string): void {
    this.releasedKeys.push(key);
  }
  lostRace(documents: number): void {
    this.counts.lost += documents;
  }
  rebuilt(): void {
    this.counts.rebuilt += 1;
  }
}

/** Appends one event of a case to the stream of its category. */
export async function happens(log: EventLog, event: DomainEvent, id: string): Promise<void> {
  const commandId = randomUUID();
  const context = { commandId, requestHash: 'h', correlationId: commandId, causationId: commandId };
  const actor = { kind: 'process-manager' } as const;
  await log.execute(anything, streamOf(event, id), { ...context, actor, at: at(0) }, () => [event]);
}

const anything = { initialState: null, evolve: () => null };

function streamOf(event: DomainEvent, id: string): StreamIdentity {
  const category = categoryOf(event.type);
  // A case has one credential: its stream may as well carry the same id.
  return { category, id, subject, partitionKey: id };
}

async function allMessages(store: EventStore): Promise<[ReceivedMessage, ...ReceivedMessage[]]> {
  const messages: ReceivedMessage[] = [];
  for await (const event of store.readAll()) messages.push(received(event, BigInt(messages.length)));
  const [first, ...rest] = messages;
  if (first === undefined) throw new Error('nothing happened yet');
  return [first, ...rest];
}

function received(event: RecordedEvent, offset: bigint): ReceivedMessage {
  return { ...toMessage(event), topic: EVENTS_TOPIC, partition: 0, offset };
}

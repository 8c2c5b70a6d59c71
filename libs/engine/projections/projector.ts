import type { Connection } from 'mongoose';
import type { Instant } from '#decider/brand.js';
import type { Batch, ReceivedMessage } from '#topics/port.js';
import { type CloudEvents, UnreadableMessageError } from '#event-sourcing/cloud-events.js';
import type { Codec, StoredEvent } from '#event-sourcing/codec.js';
import type { ForgetfulKeys } from '#event-sourcing/keys/cached-key-store.js';
import type { EventStore } from '#event-store/port.js';
import { groupInto } from '#runtime/group-into.js';
import { CoalescedWork } from '#runtime/coalesced-work.js';
import type { Discards } from './discards.js';
import { type Applying, applyUpTo } from './apply-up-to.js';
import { Folder } from './folder.js';
import type { InProcessVisibility } from './in-process-visibility.js';
import type { ProjectorObserver } from './observer.js';
import { type Cause, ParkedKeys } from './parked-keys.js';
import { newestOf, originOfCause } from './poison.js';
import { Progress, type Seen } from './progress.js';
import type { Projected } from './projected.js';
import type { Projection } from './projection.js';
import { VisibleDocuments } from './visible-documents.js';
import { warmDocuments } from './warm-documents.js';

/** What every projector of a process shares. */
export interface ProjectorDependencies {
  readonly connection: Connection;
  readonly store: EventStore;
  readonly codec: Pick<Codec, 'decode'>;
  /** What the codec opens personal data with. */
  readonly keys: ForgetfulKeys;
  readonly visibility: Pick<InProcessVisibility, 'written'>;
  /** Reads what the events topic brings. */
  readonly cloudEvents: Pick<CloudEvents, 'fromMessage'>;
}

/** A batch's events, each with its document's key. */
interface Keyed {
  readonly bytes: number;
  readonly events: readonly (readonly [key: string, event: StoredEvent])[];
}

/**
 * Keeps one read model: folds batches of the events topic into its documents, in order per document, and resolves once
 * they are stored, so that the offset moves only then. Batches of several partitions that come while others are folded
 * are folded and written together: with few events each, a write costs what it is, not what it holds.
 */
export class Projector<Doc extends object> {
  private readonly projection: Projection<Doc>;
  private readonly cloudEvents: ProjectorDependencies['cloudEvents'];
  private readonly applying: Applying<Doc>;
  private readonly parkedKeys: ParkedKeys;
  private readonly progress: Progress;
  private readonly batches = new CoalescedWork<Keyed>(
    (batches) => this.projectTogether(batches),
    ({ bytes }) => bytes,
  );
  private seen: Seen | undefined;
  private reported: Seen | undefined;

  constructor(
    projected: Projected<Doc>,
    { connection, store, codec, visibility, cloudEvents }: ProjectorDependencies,
    private readonly observer: ProjectorObserver,
    discards?: Discards,
  ) {
    const { projection } = projected;
    this.projection = projection;
    this.cloudEvents = cloudEvents;
    const documents = new VisibleDocuments(projected, connection, visibility, warmDocuments());
    this.applying = { folder: new Folder(projection, store, codec, discards), documents, observer };
    this.parkedKeys = new ParkedKeys(connection, projection.name);
    this.progress = new Progress(connection, projection.name);
  }

  /**
   * Of one batch; safe to repeat. Rejects when a store is out of reach: the batch has to come again, and so have those
   * that were folded together with it.
   */
  async handle({ messages }: Pick<Batch, 'messages'>): Promise<void> {
    const events: [string, StoredEvent][] = [];
    let bytes = 0;
    let seen: Seen | undefined;
    let otherStreams = 0;
    for (const message of messages) {
      const event = await this.read(message);
      if (event === undefined) continue;
      seen = { position: event.position, at: message.headers['ce_time'] as Instant }; // written from the metadata
      const key = this.projection.key({ stream: event.stream, partitionKey: message.key });
      if (key === null) otherStreams += 1;
      else events.push([key, event]);
      bytes += message.value.byteLength;
    }
    if (otherStreams > 0) this.observer.otherStreams(otherStreams);
    await this.batches.add({ bytes, events });
    if (seen !== undefined && seen.position > (this.seen?.position ?? -1n)) this.seen = seen;
  }

  /**
   * Stores how far the model has come. Not with every batch: it would cost as much as the batch, and readers take it
   * as the least the model has seen.
   */
  async reportProgress(): Promise<void> {
    const { seen } = this;
    if (seen === undefined || seen === this.reported) return;
    await this.progress.advance(seen);
    this.reported = seen;
  }

  /** Folds events by document key, each stream's in order. */
  async project(groups: Map<string, StoredEvent[]>): Promise<void> {
    for (const key of await this.parkedKeys.among([...groups.keys()])) {
      const events = groups.get(key) ?? [];
      // Not parked any more by now: somebody retried it with success, and these events are folded like any other.
      if (!(await this.parkedKeys.wait(key, newestOf(events)))) continue;
      this.observer.waiting(key, events.length);
      groups.delete(key);
    }
    const targets = new Map(Array.from(groups, ([key, events]) => [key, { events }]));
    for (const [key, { cause }] of await applyUpTo(this.applying, targets)) {
      if (cause === undefined) continue;
      await this.parkedKeys.park(key, cause, newestOf(groups.get(key) ?? []));
      this.observer.parked(key, cause.reason, cause.message, originOfCause(cause));
    }
  }

  private async projectTogether(batches: readonly Keyed[]): Promise<void> {
    const groups = new Map<string, StoredEvent[]>();
    for (const { events } of batches) for (const [key, event] of events) groupInto(groups, key, event);
    await this.project(groups);
  }

  /** Undefined: not one of ours; its key is parked, because nobody can tell what it was. */
  private async read(message: ReceivedMessage): Promise<StoredEvent | undefined> {
    try {
      return this.cloudEvents.fromMessage(message);
    } catch (error) {
      if (!(error instanceof UnreadableMessageError)) throw error;
      const { headers, value } = message;
      const cause: Cause = { reason: 'unreadable-message', message: error.message, headers, value };
      await this.parkedKeys.park(message.key, cause, new Map());
      this.observer.parked(message.key, cause.reason, cause.message, originOfCause(cause));
      return undefined;
    }
  }
}

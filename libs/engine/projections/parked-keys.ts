import type { Instant } from '#decider/brand.js';
import type { Connection, mongo } from 'mongoose';
import type { StoredEvent } from '#event-sourcing/codec.js';
import type { StreamName } from '#event-store/port.js';
import { boundedKey } from '#runtime/bounded-key.js';
import { UNKNOWN_KEY_MESSAGE } from '#event-sourcing/decode-error.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';
import type { DeadLetters } from './dead-letters.js';
import type { PoisonReason } from './folder.js';

/** What could not be folded, kept as it came: personal data in it is still sealed. */
export type Cause =
  | {
      readonly reason: PoisonReason;
      readonly message: string;
      readonly event: Readonly<Pick<StoredEvent, 'stream' | 'type' | 'id'>> & {
        readonly revision: number;
        readonly metadata: Uint8Array;
        readonly data: Uint8Array;
      };
    }
  /** No event: a deadline that cannot be carried out. */
  | {
      readonly reason: 'reaction-failed';
      readonly message: string;
      readonly deadline: { readonly kind: string; readonly of: string; readonly due: Instant };
    }
  /** Not even its stream can be told. */
  | {
      readonly reason: 'unreadable-message';
      readonly message: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly value: Uint8Array;
    };

/** One parked key of one model. */
export interface ParkedKey {
  /** `<model>/<key>`; a long key as `boundedKey` has it. */
  readonly _id: string;
  readonly model: string;
  readonly key: string;
  readonly cause: Cause;
  /**
   * The cause and the queue behind it: newest revision that came, per stream. The events are in the event store; a
   * retry folds them from there.
   */
  readonly waiting?: Readonly<Record<string, number>>;
  /** Oldest revision that waits, per stream: for whoever has no document to tell how far it is. */
  readonly oldest?: Readonly<Record<string, number>>;
  /** Counts every change, so that a retry notices what came while it worked. */
  readonly touched: number;
  /** Retries that failed. */
  readonly attempts: number;
  readonly parkedAt: Date;
}

export const PARKED: DeclaredCollection = {
  name: 'parked',
  indexes: [{ key: { model: 1, parkedAt: 1 } }],
};

/** Newest revision of each stream. */
export type Newest = ReadonlyMap<StreamName, bigint>;

/** Bytes come back as they went in, not as the driver's own kind of binary. */
const AS_BYTES = { promoteBuffers: true } as const;

/** How long "nothing is parked" is believed, milliseconds: what another process parked may go unnoticed that long. */
const NONE_BELIEVED_MS = 1_000;

/** Keys whose next event cannot be folded, with the queue behind each. Durable: offsets move on past them. */
export class ParkedKeys {
  private readonly collection: mongo.Collection<ParkedKey>;
  private noneSince = -Infinity;
  /** Counts what this process parked: a look taken before must not say "nothing" after. */
  private parks = 0;

  constructor(
    connection: Connection,
    private readonly model: string,
  ) {
    this.collection = parkedCollection(connection);
  }

  /**
   * Those of the keys that are parked. Nearly always none of the whole model is, which is remembered for a second. That
   * it may be out of date does no harm: whoever folds the event behind a poisoned one meets the gap, reads the poisoned
   * event from the event store and parks the key again.
   */
  async among(keys: readonly string[]): Promise<readonly string[]> {
    if (performance.now() - this.noneSince < NONE_BELIEVED_MS) return [];
    const [asked, parks] = [performance.now(), this.parks];
    if ((await this.collection.findOne({ model: this.model }, { projection: { _id: 1 } })) === null) {
      if (parks === this.parks) this.noneSince = asked;
      return [];
    }
    const ids = keys.map((key) => this.id(key));
    const found = await this.collection.find({ _id: { $in: ids } }, { projection: { key: 1 } }).toArray();
    return found.map(({ key }) => key);
  }

  get(key: string): Promise<ParkedKey | null> {
    return this.collection.findOne({ _id: this.id(key) }, AS_BYTES);
  }

  /** All of this model, however many. */
  async *all(): AsyncGenerator<{ readonly key: string; readonly cause: Cause; readonly waiting: Newest }> {
    for await (const parked of this.collection.find({ model: this.model }, AS_BYTES).sort({ _id: 1 })) {
      yield { key: parked.key, cause: parked.cause, waiting: waitingOf(parked) };
    }
  }

  count(): Promise<number> {
    return this.collection.countDocuments({ model: this.model });
  }

  /** How many, and how many of them for want of a key. */
  async deadLetters(): Promise<DeadLetters> {
    const parked = await this.count();
    const unknown = { model: this.model, 'cause.message': { $regex: UNKNOWN_KEY_MESSAGE } };
    // Nearly always none: then there is nothing to look through.
    const unknownKey = parked === 0 ? 0 : await this.collection.countDocuments(unknown);
    return { parked, unknownKey };
  }

  /** Parks the key; if it already is, only its queue grows. */
  async park(key: string, cause: Cause, waiting: Newest, oldest?: Newest): Promise<void> {
    const setOnInsert = { model: this.model, key, cause, attempts: 0, parkedAt: new Date() };
    const update = { $setOnInsert: setOnInsert, ...queued(waiting, oldest) };
    await this.collection.updateOne({ _id: this.id(key) }, update, { upsert: true });
    this.noneSince = -Infinity;
    this.parks += 1;
  }

  /** Queues behind a parked key. False: it is not parked (any more), so fold the events. */
  async wait(key: string, waiting: Newest, oldest?: Newest): Promise<boolean> {
    const result = await this.collection.updateOne({ _id: this.id(key) }, queued(waiting, oldest));
    return result.matchedCount === 1;
  }

  /** A retry failed. */
  async failedAgain(key: string, cause: Cause): Promise<void> {
    const update = { $set: { cause }, $inc: { attempts: 1, touched: 1 } };
    await this.collection.updateOne({ _id: this.id(key) }, update);
  }

  /** False: something came meanwhile. */
  async release({ _id, touched }: Pick<ParkedKey, '_id' | 'touched'>): Promise<boolean> {
    return (await this.collection.deleteOne({ _id, touched })).deletedCount === 1;
  }

  /** After a rebuild, which has looked at every event anew. */
  async releaseAll(): Promise<void> {
    await this.collection.deleteMany({ model: this.model });
  }

  private id(key: string): string {
    return `${this.model}/${boundedKey(key)}`;
  }
}

/** Of every model. */
export function parkedCollection(connection: Connection): mongo.Collection<ParkedKey> {
  return connection.collection<ParkedKey>(PARKED.name);
}

/** Of a parked key, as far as it got there. */
export function waitingOf({ waiting }: Pick<ParkedKey, 'waiting'>): Newest {
  return revisionsIn(waiting);
}

/** Of a parked key whose parker said so. */
export function oldestOf({ oldest }: Pick<ParkedKey, 'oldest'>): Newest {
  return revisionsIn(oldest);
}

function revisionsIn(stored: Readonly<Record<string, number>> = {}): Newest {
  return new Map(
    Object.entries(stored).map(([stream, revision]) => [stream as StreamName, BigInt(revision)]), // as written below
  );
}

function queued(waiting: Newest, oldest: Newest = new Map()) {
  const fields = (name: string, revisions: Newest) =>
    Object.fromEntries([...revisions].map(([stream, revision]) => [`${name}.${stream}`, Number(revision)]));
  return {
    $inc: { touched: 1 },
    ...(waiting.size > 0 && { $max: fields('waiting', waiting) }),
    ...(oldest.size > 0 && { $min: fields('oldest', oldest) }),
  };
}

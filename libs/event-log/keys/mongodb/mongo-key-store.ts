import { randomBytes } from 'node:crypto';
import type { Collection, Connection } from 'mongoose';
import { mongo } from 'mongoose';
import type { Subject } from '#domain/kernel/brand.js';
import { CachedKeyStore } from '../cached-key-store.js';
import type { KeyStore, SubjectKey } from '../key-store.js';
import { asKeyStoreError, KeyStoreError } from '../key-store-error.js';
import { unwrap, wrap } from '../wrapping.js';

/** One per person. */
interface PersonDocument {
  readonly _id: Subject;
  /** Null: erased, and the person did not come again. */
  readonly current: { readonly keyId: string; readonly wrapped: mongo.Binary } | null;
  /** Ids of the keys this person had. */
  readonly erased: readonly string[];
}

/** The one document that shows whether the master key is the right one. */
interface StoreDocument {
  readonly _id: 'store';
  readonly wrapped: mongo.Binary;
}

export interface MongoKeyStoreOptions {
  /** Of the keys' own database, with majority concerns: a key that was answered must not be rolled back. */
  readonly connection: Connection;
  /** 32 bytes the persons' keys are wrapped with; kept elsewhere than the database and its backups. */
  readonly masterKey: Uint8Array;
  /** How long a key is believed to be there still, milliseconds (default 10,000): see CachedKeyStore. */
  readonly maxAgeMs?: number;
}

/** How many keys are kept in memory. */
const KEYS_IN_MEMORY = 8_000;
const DUPLICATE_KEY = 11_000;

/**
 * The keys in MongoDB, shared by several processes. An erasure takes the wrapped key out of the person's document; what
 * a replica set's oplog, a journal or a backup still has of it is wrapped, and of no use without the master key.
 * Another process may go on with an erased key for `maxAgeMs`: what it writes meanwhile is as unreadable as the rest.
 * @throws KeyStoreError `wrong-master-key`
 */
export async function openMongoKeyStore({
  connection,
  masterKey,
  maxAgeMs = 10_000,
}: MongoKeyStoreOptions): Promise<CachedKeyStore> {
  await checkMasterKey(connection, masterKey);
  const store = new MongoKeyStore(connection.collection<PersonDocument>('persons'), masterKey);
  return new CachedKeyStore(store, { keys: KEYS_IN_MEMORY, maxAgeMs });
}

/** Indexes of the keys' database, for whoever makes it. */
export const KEY_STORE_INDEXES = {
  persons: [{ 'current.keyId': 1 }, { erased: 1 }],
} as const satisfies Readonly<Record<string, readonly Readonly<Record<string, 1>>[]>>;

async function checkMasterKey(connection: Connection, masterKey: Uint8Array): Promise<void> {
  if (masterKey.length !== 32) throw new KeyStoreError('unavailable', 'a master key has 32 bytes');
  const stores = connection.collection<StoreDocument>('stores');
  const wrapped = new mongo.Binary(wrap(masterKey, 'store', randomBytes(32)));
  try {
    await stores.updateOne({ _id: 'store' }, { $setOnInsert: { wrapped } }, { upsert: true });
  } catch (error) {
    if (!isDuplicate(error)) throw asKeyStoreError(error, 'cannot open the keys');
  }
  const found = await stores.findOne({ _id: 'store' });
  if (found === null || unwrap(masterKey, 'store', found.wrapped.value()) === undefined)
    throw new KeyStoreError('wrong-master-key', 'the keys belong to another master key');
}

class MongoKeyStore implements KeyStore {
  private readonly underWay = new Map<Subject, Promise<SubjectKey>>();

  constructor(
    private readonly persons: Collection<PersonDocument>,
    private readonly masterKey: Uint8Array,
  ) {}

  async keyFor(subject: Subject): Promise<SubjectKey> {
    const found = this.underWay.get(subject) ?? this.findOrMake(subject);
    this.underWay.set(subject, found);
    try {
      return await found;
    } catch (error) {
      throw asKeyStoreError(error, 'cannot read or make a key');
    } finally {
      this.underWay.delete(subject);
    }
  }

  async keyById(keyId: string): Promise<Uint8Array | 'erased' | 'unknown'> {
    try {
      const live = await this.persons.findOne({ 'current.keyId': keyId });
      if (live?.current) return this.opened(live.current).key;
      return (await this.persons.findOne({ erased: keyId })) === null ? 'unknown' : 'erased';
    } catch (error) {
      throw asKeyStoreError(error, 'cannot read a key');
    }
  }

  async erase(subject: Subject): Promise<void> {
    await Promise.allSettled([this.underWay.get(subject)]);
    try {
      const current = (await this.persons.findOne({ _id: subject }))?.current;
      // Whatever came in between: the key that was there when we were asked is gone.
      if (current) {
        await this.persons.updateOne(
          { _id: subject, 'current.keyId': current.keyId },
          { $set: { current: null }, $push: { erased: current.keyId } },
        );
      }
    } catch (error) {
      throw asKeyStoreError(error, 'cannot erase a key');
    }
  }

  /** The connection is closed by whoever opened it. */
  async close(): Promise<void> {
    await Promise.allSettled(this.underWay.values());
  }

  private async findOrMake(subject: Subject): Promise<SubjectKey> {
    for (;;) {
      const found = await this.persons.findOne({ _id: subject });
      if (found?.current) return this.opened(found.current);
      const made = await this.make(subject);
      if (made !== undefined) return made;
    }
  }

  /** Undefined: another process was first. */
  private async make(subject: Subject): Promise<SubjectKey | undefined> {
    const [keyId, key] = [randomBytes(16).toString('hex'), randomBytes(32)];
    const current = { keyId, wrapped: new mongo.Binary(wrap(this.masterKey, keyId, key)) };
    try {
      const answer = await this.persons.updateOne(
        { _id: subject, current: null },
        { $set: { current }, $setOnInsert: { erased: [] } },
        { upsert: true },
      );
      return answer.modifiedCount + answer.upsertedCount === 1 ? { keyId, key } : undefined;
    } catch (error) {
      // The person has a key by now: the upsert would have made a second document.
      if (isDuplicate(error)) return undefined;
      throw error;
    }
  }

  private opened({ keyId, wrapped }: NonNullable<PersonDocument['current']>): SubjectKey {
    const key = unwrap(this.masterKey, keyId, wrapped.value());
    if (key === undefined) throw new KeyStoreError('damaged', `the record of key ${keyId} is damaged`);
    return { keyId, key };
  }
}

const isDuplicate = (error: unknown): boolean =>
  error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;

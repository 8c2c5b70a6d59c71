import type { Subject } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, mongo } from 'mongoose';
import { Lazy, sharedWhileUnderWay } from '#runtime/shared-promise.js';
import { CachedKeyStore, type OpenedKeyStore } from '../cached-key-store.js';
import { isLogId, type KeyStoreId, type LogId } from '../../identity/log-identity.js';
import type { KeyStore, KeyStoreRecord, SubjectKey } from '../key-store.js';
import { asKeyStoreError, KeyStoreError } from '../key-store-error.js';
import { unwrapKey, wrap } from '../wrapping.js';
import { checkMasterKey, type StoreDocument, STORES } from './master-check.js';
import { type PersonDocument, PERSONS } from './person-document.js';

export interface MongoKeyStoreOptions {
  /** To the keys' own database, with majority concerns: a key that was answered must not be rolled back. */
  readonly connection: Connection;
  /** 32 bytes the persons' keys are wrapped with; kept elsewhere than the database and its backups. */
  readonly masterKey: Uint8Array;
  /** How long a key is believed to be there still, milliseconds; default 10,000. */
  readonly maxAgeMs?: number;
}

/** How many keys are kept in memory. */
const KEYS_IN_MEMORY = 8_000;
const DUPLICATE_KEY = 11_000;
/** For a key that another process has just made to be at a majority. */
const MOST_TRIES = 50;
const TRY_AGAIN_MS = 20;

/**
 * The keys in MongoDB, shared by several processes. An erasure takes the wrapped key out of the person's document; what
 * a replica set's oplog, a journal or a backup still has of it is wrapped, and of no use without the master key.
 *
 * Another process forgets the erased key within one and a quarter `maxAgeMs`, and seals nothing with it from the moment
 * the erasure was answered: for sealing it asks the database each time. The database is asked nothing yet; that the
 * master key is the right one is seen with the first key.
 * @throws KeyStoreError a master key that cannot be one
 */
export function openMongoKeyStore({
  connection,
  masterKey,
  maxAgeMs = 10_000,
}: MongoKeyStoreOptions): OpenedKeyStore {
  if (masterKey.length !== 32) throw new KeyStoreError('unavailable', 'a master key has 32 bytes');
  const store = new MongoKeyStore(connection, masterKey);
  const cached = new CachedKeyStore(store, { keys: KEYS_IN_MEMORY, maxAgeMs, shared: true });
  return Object.assign(cached, { record: store });
}

class MongoKeyStore implements KeyStore, KeyStoreRecord {
  private readonly persons: mongo.Collection<PersonDocument>;
  private readonly stores: mongo.Collection<StoreDocument>;
  /** Being made in this process: an erasure waits for them. */
  private readonly underWay = new Map<Subject, Promise<SubjectKey>>();
  private readonly checked = new Lazy(() => checkMasterKey(this.connection, this.masterKey));

  constructor(
    private readonly connection: Connection,
    private readonly masterKey: Uint8Array,
  ) {
    this.persons = connection.collection<PersonDocument>(PERSONS.name);
    this.stores = connection.collection<StoreDocument>(STORES.name);
  }

  keyFor(subject: Subject): Promise<SubjectKey> {
    return sharedWhileUnderWay(this.underWay, subject, () =>
      this.asked('read or make a key', () => this.findOrMake(subject)),
    );
  }

  keyById(keyId: string): Promise<Uint8Array | 'erased' | 'unknown'> {
    return this.asked('read a key', async () => {
      const holder = await this.persons.findOne({ 'current.keyId': keyId });
      if (holder?.current) return this.opened(holder.current);
      // An erasure moves the key's id in one write: what is not current any more is there by now.
      return (await this.persons.findOne({ erased: keyId })) === null ? 'unknown' : 'erased';
    });
  }

  find(subject: Subject): Promise<SubjectKey | undefined> {
    return this.asked('find a key', async () => {
      const current = (await this.persons.findOne({ _id: subject }))?.current;
      return current ? { keyId: current.keyId, key: this.opened(current) } : undefined;
    });
  }

  async erase(subject: Subject): Promise<void> {
    await Promise.allSettled([this.underWay.get(subject)]);
    await this.asked('erase a key', async () => {
      const keyId = (await this.persons.findOne({ _id: subject }))?.current?.keyId;
      if (keyId === undefined) return;
      // If somebody else erased it meanwhile, there is nothing to do: a key made after we were asked stays.
      await this.persons.updateOne(
        { _id: subject, 'current.keyId': keyId },
        { $set: { current: null }, $push: { erased: keyId } },
      );
    });
  }

  id(): Promise<KeyStoreId> {
    return this.asked('read the id of the keys', () => this.checked.get());
  }

  log(): Promise<LogId | undefined> {
    return this.asked('read which log the keys belong to', async () => {
      const log = (await this.stores.findOne({ _id: 'store' }))?.log;
      if (log === undefined || isLogId(log)) return log;
      throw new KeyStoreError('damaged', 'the record of the log they belong to is damaged');
    });
  }

  recordLog(log: LogId, former: LogId | undefined): Promise<LogId> {
    return this.asked('record the log that the keys belong to', async () => {
      const none = { log: { $exists: false } };
      const replaceable = former === undefined ? none : { $or: [none, { log: former }] };
      await this.stores.updateOne({ _id: 'store', ...replaceable }, { $set: { log } });
      return (await this.log()) ?? log;
    });
  }

  /** The connection is closed by whoever opened it. */
  async close(): Promise<void> {
    await Promise.allSettled(this.underWay.values());
  }

  private async findOrMake(subject: Subject): Promise<SubjectKey> {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const found = await this.persons.findOne({ _id: subject });
      const erased = found?.erased ?? [];
      const counted = erased.length > 0 ? { erasures: erased.length } : {};
      if (found?.current) return { keyId: found.current.keyId, key: this.opened(found.current), ...counted };
      const [keyId, key] = [randomBytes(16).toString('hex'), randomBytes(32)];
      if (await this.give({ _id: subject, erased }, keyId, key)) return { keyId, key, ...counted };
      await pause(TRY_AGAIN_MS);
    }
    throw new KeyStoreError('unavailable', 'the key that another process made is not at a majority');
  }

  /** To the person as we found them. False: another process was first. */
  private async give(
    person: Pick<PersonDocument, '_id' | 'erased'>,
    keyId: string,
    key: Uint8Array,
  ): Promise<boolean> {
    const current = { keyId, wrapped: new mongo.Binary(wrap(this.masterKey, keyId, key)) };
    try {
      const answer = await this.persons.updateOne(
        { ...person, current: null },
        { $set: { current } },
        { upsert: person.erased.length === 0 },
      );
      return answer.modifiedCount + answer.upsertedCount === 1;
    } catch (error) {
      // The person has a key by now: the upsert would have made a second document.
      if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }

  private opened({ keyId, wrapped }: NonNullable<PersonDocument['current']>): Uint8Array {
    const key = unwrapKey(this.masterKey, keyId, wrapped.value());
    if (key === undefined) throw new KeyStoreError('damaged', `the record of key ${keyId} is damaged`);
    return key;
  }

  /** @throws KeyStoreError */
  private async asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      await this.checked.get();
      return await ask();
    } catch (error) {
      throw asKeyStoreError(error, `cannot ${what}`);
    }
  }
}

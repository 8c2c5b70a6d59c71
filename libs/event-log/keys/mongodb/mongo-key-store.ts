import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, mongo } from 'mongoose';
import type { Subject } from '#domain/kernel/brand.js';
import { lackingIn } from '#platform/mongodb/collections.js';
import { CachedKeyStore } from '../cached-key-store.js';
import type { KeyStore, SubjectKey } from '../key-store.js';
import { asKeyStoreError, KeyStoreError } from '../key-store-error.js';
import { unwrap, wrap } from '../wrapping.js';
import { KEYS, type KeyDocument } from './documents.js';

export interface MongoKeyStoreOptions {
  /** To the database of the keys, with majority concerns; closing the store leaves it open. */
  readonly connection: Connection;
  /** 32 bytes that the keys are wrapped with, and that MongoDB never sees. */
  readonly masterKey: Uint8Array;
  /** How long a key is believed to be there still, milliseconds; default 10,000. */
  readonly maxAgeMs?: number;
}

/** Keys kept in memory. */
const MOST_KEYS = 8_000;

/**
 * The persons' keys in MongoDB, for several processes at once. A key that one of them erases is forgotten by the others
 * within one and a quarter `maxAgeMs`, and nothing is sealed with it from the moment the erasure was answered. Nothing
 * is asked of the server yet.
 */
export function openMongoKeyStore({
  connection,
  masterKey,
  maxAgeMs = 10_000,
}: MongoKeyStoreOptions): CachedKeyStore {
  if (masterKey.length !== 32) throw new KeyStoreError('unavailable', 'a master key has 32 bytes');
  const store = new MongoKeyStore(connection, masterKey);
  return new CachedKeyStore(store, { keys: MOST_KEYS, maxAgeMs, shared: true });
}

const DUPLICATE_KEY = 11_000;
/** 16 random bytes: says nothing about the person, and is no other store's. */
const KEY_ID = /^[\w-]{22}$/;
/** Holds no person's key: shows that the master key is the right one. */
const MASTER = 'master';
/** For a key that another process is just making to be at a majority. */
const MOST_TRIES = 50;
const TRY_AGAIN_MS = 20;

class MongoKeyStore implements KeyStore {
  private readonly keys: mongo.Collection<KeyDocument>;
  /** Being made in this process: an erasure waits for them. */
  private readonly underWay = new Map<Subject, Promise<SubjectKey>>();
  private verified: Promise<void> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly masterKey: Uint8Array,
  ) {
    this.keys = connection.collection<KeyDocument>(KEYS.name);
  }

  async keyFor(subject: Subject): Promise<SubjectKey> {
    const asked = this.underWay.get(subject) ?? this.told('give a key', () => this.findOrMake(subject));
    this.underWay.set(subject, asked);
    try {
      return await asked;
    } finally {
      this.underWay.delete(subject);
    }
  }

  keyById(keyId: string): Promise<Uint8Array | 'erased' | 'unknown'> {
    return this.told('read a key', async () => {
      const found = KEY_ID.test(keyId) ? await this.keys.findOne({ _id: keyId }) : null;
      if (found === null) return 'unknown';
      return found.key === undefined ? 'erased' : this.open(found._id, found.key);
    });
  }

  async erase(subject: Subject): Promise<void> {
    await Promise.allSettled([this.underWay.get(subject)]);
    const erased = {
      $unset: { subject: '', key: '' },
      $set: { was: subject, erasedAt: new Date() },
    } as const;
    await this.told('erase a key', () => this.keys.updateOne({ subject }, erased));
  }

  /** The connection is its owner's. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  private async findOrMake(subject: Subject): Promise<SubjectKey> {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const found = await this.keys.findOne({ subject });
      if (found?.key !== undefined) {
        const { _id: keyId, key, erasures } = found;
        return { keyId, key: this.open(keyId, key), ...(erasures !== undefined && { erasures }) };
      }
      const erasures = await this.keys.countDocuments({ was: subject });
      const keyId = randomBytes(16).toString('base64url');
      const made = { keyId, key: randomBytes(32), ...(erasures > 0 && { erasures }) };
      if (await this.insert(subject, made)) return made;
      await pause(TRY_AGAIN_MS);
    }
    throw new KeyStoreError('unavailable', 'a key another process makes is not at a majority');
  }

  /** False: another process was first. */
  private async insert(subject: Subject, { keyId, key, erasures }: SubjectKey): Promise<boolean> {
    const wrapped = new mongo.Binary(wrap(this.masterKey, keyId, key));
    const document = { _id: keyId, subject, key: wrapped, ...(erasures !== undefined && { erasures }) };
    return inserted(this.keys.insertOne(document));
  }

  private open(keyId: string, wrapped: mongo.Binary): Uint8Array {
    const key = unwrap(this.masterKey, keyId, wrapped.buffer);
    if (key === undefined) throw new KeyStoreError('damaged', `the record of key ${keyId} is damaged`);
    return key;
  }

  /** After collection and master key were found to be right. @throws KeyStoreError */
  private async told<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      this.verified ??= this.verify();
      await this.verified;
      return await ask();
    } catch (error) {
      throw asKeyStoreError(error, `cannot ${what}`);
    }
  }

  /**
   * The first process leaves something wrapped, which every other one has to be able to open. Without the unique index
   * two processes could give a person two keys.
   */
  private async verify(): Promise<void> {
    try {
      const { missing, differing } = await lackingIn(this.connection, [KEYS]);
      const lacking = [...missing, ...differing].join(', ');
      if (lacking !== '') throw new KeyStoreError('unavailable', `not migrated: ${lacking}`);
      const check = await this.keys.findOne({ _id: MASTER });
      if (check?.key === undefined) {
        const wrapped = new mongo.Binary(wrap(this.masterKey, MASTER, randomBytes(32)));
        if (!(await inserted(this.keys.insertOne({ _id: MASTER, key: wrapped })))) return await this.verify();
      } else if (unwrap(this.masterKey, MASTER, check.key.buffer) === undefined) {
        throw new KeyStoreError('wrong-master-key', 'the keys belong to another master key');
      }
    } catch (error) {
      this.verified = undefined;
      throw error;
    }
  }
}

/** False: its place is taken. */
async function inserted(insertion: Promise<unknown>): Promise<boolean> {
  try {
    await insertion;
    return true;
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) return false;
    throw error;
  }
}

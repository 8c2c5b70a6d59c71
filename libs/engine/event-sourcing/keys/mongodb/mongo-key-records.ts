import type { Subject } from '#decider/brand.js';
import { type Connection, mongo } from 'mongoose';
import type { LogId } from '../../identity/log-identity.js';
import type { MovedLog } from '../../moved/moved-log.js';
import type { CopyableKeys, KeyRecord, KeyStanding, StoreHead } from '../copy/copyable-keys.js';
import { asKeyStoreError, KeyStoreError } from '../key-store-error.js';
import { unwrapKey, wrap } from '../wrapping.js';
import { randomOf, type StoreDocument, STORES, useOf } from './master-check.js';
import { type PersonDocument, PERSONS } from './person-document.js';

const BATCH = 500;

/** The keys in their database, whose collections and indexes are there, to be copied from or to. */
export class MongoKeyRecords implements CopyableKeys {
  private readonly persons: mongo.Collection<PersonDocument>;
  private readonly stores: mongo.Collection<StoreDocument>;

  constructor(
    connection: Connection,
    private readonly masterKey: Uint8Array,
  ) {
    this.persons = connection.collection<PersonDocument>(PERSONS.name);
    this.stores = connection.collection<StoreDocument>(STORES.name);
  }

  head(): Promise<StoreHead | undefined> {
    return asked('read the record of the key store', async () => {
      const found = await this.stores.findOne({ _id: 'store' });
      if (found === null) return undefined;
      return { random: randomOf(found, this.masterKey), log: found.log, use: useOf(found) };
    });
  }

  isEmpty(): Promise<boolean> {
    return asked('look for keys', async () => (await this.persons.findOne({})) === null);
  }

  async *records(kind: KeyRecord['kind']): AsyncGenerator<readonly KeyRecord[]> {
    const filter =
      kind === 'live' ? { 'current.keyId': { $exists: true } } : { 'erased.0': { $exists: true } };
    const cursor = this.persons.find(filter).batchSize(BATCH);
    try {
      let batch: KeyRecord[] = [];
      for (;;) {
        const person = await asked('read keys', () => cursor.next());
        if (person !== null) batch.push(...(kind === 'live' ? this.live(person) : erased(person)));
        if (batch.length > 0 && (person === null || batch.length >= BATCH)) {
          yield batch;
          batch = [];
        }
        if (person === null) return;
      }
    } finally {
      await cursor.close();
    }
  }

  compare(wanted: readonly KeyRecord[]): Promise<readonly KeyStanding[]> {
    return asked('compare keys', async () => {
      const ids = wanted.map(({ keyId }) => keyId);
      // In this order: a key that is erased meanwhile is found as one or the other.
      const holders = await this.persons.find({ 'current.keyId': { $in: ids } }).toArray();
      const former = await this.persons.find({ erased: { $in: ids } }).toArray();
      const live = new Map(holders.flatMap((person) => this.live(person)).map((one) => [one.keyId, one]));
      const gone = new Set(former.flatMap((person) => person.erased));
      return wanted.map((record) => standing(record, live.get(record.keyId), gone.has(record.keyId)));
    });
  }

  async begin(random: Uint8Array): Promise<void> {
    const wrapped = new mongo.Binary(wrap(this.masterKey, 'store', random));
    await this.change({ $set: { wrapped, copying: true }, $unset: { moved: '' } });
  }

  async add(records: readonly KeyRecord[]): Promise<void> {
    await asked('write keys', () =>
      this.persons.bulkWrite(
        records.map((record) => ({ updateOne: { ...this.addition(record), upsert: true } })),
        { ordered: false },
      ),
    );
  }

  async destroy(keyIds: readonly string[]): Promise<void> {
    await asked('erase keys', () =>
      this.persons.bulkWrite(
        keyIds.map((keyId) => ({
          updateOne: {
            filter: { 'current.keyId': keyId },
            update: { $set: { current: null }, $push: { erased: keyId } },
          },
        })),
        { ordered: false },
      ),
    );
  }

  async finish(log: LogId | undefined): Promise<void> {
    await this.change({ ...(log !== undefined && { $set: { log } }), $unset: { copying: '' } });
  }

  async fence(moved: MovedLog): Promise<void> {
    await this.change({ $set: { moved } });
  }

  private async change(update: mongo.UpdateFilter<StoreDocument>): Promise<void> {
    await asked('write the record of the key store', () =>
      this.stores.updateOne({ _id: 'store' }, update, { upsert: true }),
    );
  }

  private addition(record: KeyRecord): {
    readonly filter: mongo.Filter<PersonDocument>;
    readonly update: mongo.UpdateFilter<PersonDocument>;
  } {
    const { keyId } = record;
    if (record.kind === 'erased')
      return {
        // Whose it was is not known, and no person is named like this.
        filter: { _id: `erased:${keyId}` as Subject },
        update: { $setOnInsert: { current: null, erased: [keyId] } },
      };
    const current = { keyId, wrapped: new mongo.Binary(wrap(this.masterKey, keyId, record.key)) };
    return {
      filter: { _id: record.subject, current: null },
      update: { $set: { current }, $setOnInsert: { erased: [] } },
    };
  }

  private live({ _id, current }: PersonDocument): readonly Extract<KeyRecord, { kind: 'live' }>[] {
    if (current === null) return [];
    const { keyId, wrapped } = current;
    const key = unwrapKey(this.masterKey, keyId, wrapped.value());
    if (key === undefined) throw new KeyStoreError('damaged', `the record of key ${keyId} is damaged`);
    return [{ kind: 'live', keyId, subject: _id, key }];
  }
}

const erased = (person: PersonDocument): readonly KeyRecord[] =>
  person.erased.map((keyId) => ({ kind: 'erased', keyId }));

function standing(
  wanted: KeyRecord,
  live: Extract<KeyRecord, { kind: 'live' }> | undefined,
  isErased: boolean,
): KeyStanding {
  if (isErased) return wanted.kind === 'erased' ? 'same' : 'erased';
  if (live === undefined) return 'absent';
  if (wanted.kind === 'erased') return 'live';
  const isSame = live.subject === wanted.subject && Buffer.from(live.key).equals(wanted.key);
  return isSame ? 'same' : 'other';
}

/** @throws KeyStoreError */
async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw asKeyStoreError(error, `cannot ${what}`);
  }
}

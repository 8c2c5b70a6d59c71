import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import type { Subject } from '#domain/kernel/brand.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { describeKeyStore } from '../conformance/key-store.conformance.js';
import { KEY_STORE_INDEXES, openMongoKeyStore } from './mongo-key-store.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

const masterKey = randomBytes(32);
const subject = 'a1b2c3d4e5f60718293a4b5c6d7e8f90' as Subject; // as good as an HMAC

describeKeyStore('MongoDB', async () => {
  const mongo = await mongoUnderTest();
  const connection = await mongo.connect();
  for (const fields of KEY_STORE_INDEXES.persons) await connection.collection('persons').createIndex(fields);
  return { open: () => openMongoKeyStore({ connection, masterKey }), remove: () => mongo.stop() };
});

describe('the key store in MongoDB', () => {
  let mongo: MongoUnderTest;
  let connection: Connection;

  beforeEach(async () => {
    mongo = await mongoUnderTest();
    connection = await mongo.connect();
  });

  afterEach(() => mongo.stop());

  it('gives processes that make a key for one person at the same moment the same one', async () => {
    const processes = await Promise.all(
      Array.from({ length: 8 }, () => openMongoKeyStore({ connection, masterKey })),
    );
    const made = await Promise.all(processes.map((process) => process.keyFor(subject)));
    expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1);
    await processes[0]?.erase(subject);
    const again = await Promise.all(processes.slice(0, 1).map((process) => process.keyFor(subject)));
    expect(again[0]?.keyId).not.toBe(made[0]?.keyId);
  });

  it('lets another process go on with an erased key for a bounded time, for reading and for writing', async () => {
    const [ours, theirs] = await Promise.all([
      openMongoKeyStore({ connection, masterKey }),
      openMongoKeyStore({ connection, masterKey, maxAgeMs: -1 }),
    ]);
    const { keyId } = await theirs.keyFor(subject);
    await ours.erase(subject);
    expect(await theirs.keyById(keyId)).toBe('erased');
    const fresh = await theirs.keyFor(subject);
    expect(fresh.keyId).not.toBe(keyId);
    expect(await ours.keyFor(subject)).toEqual(fresh);
  });

  it('leaves nothing of an erased key in the database, and keeps no key readable without the master key', async () => {
    const keys = await openMongoKeyStore({ connection, masterKey });
    const { keyId, key } = await keys.keyFor(subject);
    const stored = () => connection.collection('persons').find({}).toArray();
    expect(Buffer.from(JSON.stringify(await stored())).includes(Buffer.from(key).toString('base64'))).toBe(
      false,
    );
    await keys.erase(subject);
    expect(await stored()).toEqual([{ _id: subject, current: null, erased: [keyId] }]);
  });

  it('refuses another master key', async () => {
    await openMongoKeyStore({ connection, masterKey });
    const other = openMongoKeyStore({ connection, masterKey: randomBytes(32) });
    await expect(other).rejects.toMatchObject({ code: 'wrong-master-key' });
    const short = openMongoKeyStore({ connection, masterKey: randomBytes(16) });
    await expect(short).rejects.toThrow('32 bytes');
  });

  it('tells a damaged record from a missing one', async () => {
    const keys = await openMongoKeyStore({ connection, masterKey });
    const { keyId } = await keys.keyFor(subject);
    await connection
      .collection('persons')
      .updateOne({ 'current.keyId': keyId }, { $set: { 'current.wrapped': randomBytes(60) } });
    const again = await openMongoKeyStore({ connection, masterKey });
    await expect(again.keyById(keyId)).rejects.toMatchObject({ code: 'damaged' });
  });
});

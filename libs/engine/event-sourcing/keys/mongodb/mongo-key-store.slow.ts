import type { Subject } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { failNext } from '#test/support/fail-command.js';
import { eventually } from '#test/support/eventually.js';
import { isEmbedded, type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import type { CachedKeyStore } from '../cached-key-store.js';
import { describeKeyStore } from '../conformance/key-store.conformance.js';
import { openMongoKeyStore } from './mongo-key-store.js';
import { PERSONS } from './person-document.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

const masterKey = randomBytes(32);
const somebody = () => randomBytes(16).toString('hex') as Subject; // as good as an HMAC

describeKeyStore('MongoDB', async () => {
  const mongo = await mongoUnderTest();
  const connection = await mongo.connect();
  await makeMissing(connection, [PERSONS]);
  return {
    open: () => Promise.resolve(openMongoKeyStore({ connection, masterKey })),
    remove: () => mongo.stop(),
  };
});

describe('the key store in MongoDB', () => {
  let mongo: MongoUnderTest;
  let connection: Connection;
  let subject: Subject;
  const opened: CachedKeyStore[] = [];
  beforeAll(async () => {
    mongo = await mongoUnderTest();
    connection = await mongo.connect();
    await makeMissing(connection, [PERSONS]);
  });
  afterAll(() => mongo.stop());
  beforeEach(() => {
    subject = somebody();
  });
  afterEach(async () => {
    for (const keys of opened.splice(0)) await keys.close();
  });

  /** Of a process: a connection and a memory of its own. */
  async function aProcess(maxAgeMs = 60_000): Promise<CachedKeyStore> {
    const keys = openMongoKeyStore({ connection: await mongo.connect(), masterKey, maxAgeMs });
    opened.push(keys);
    return keys;
  }
  const persons = () => connection.collection<{ _id: string }>(PERSONS.name);

  it('gives processes that make a key for one person at the same moment the same one', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, () => aProcess()));
    for (let times = 0; times < 5; times += 1) {
      const person = somebody();
      const first = await Promise.all(processes.map((keys) => keys.keyFor(person)));
      expect(new Set(first.map(({ keyId }) => keyId)).size).toBe(1);
      expect(new Set(first.map(({ key }) => Buffer.from(key).toString('hex'))).size).toBe(1);
      await processes[times % 4]?.erase(person);
      const second = await Promise.all(processes.map((keys) => keys.keyFor(person)));
      expect(new Set(second.map(({ keyId }) => keyId)).size).toBe(1);
      expect(second[0]?.keyId).not.toBe(first[0]?.keyId);
      expect(second.map(({ erasures }) => erasures)).toEqual([1, 1, 1, 1]);
    }
  });

  it('seals nothing with a key that another process has erased, however fresh it is in memory', async () => {
    const [ours, theirs] = [await aProcess(), await aProcess()];
    const before = await theirs.keyFor(subject);
    expect(await theirs.keyById(before.keyId)).toEqual(before.key);
    await ours.erase(subject);
    const after = await theirs.keyFor(subject);
    expect(after.keyId).not.toBe(before.keyId);
    expect(after.erasures).toBe(1);
    expect(await theirs.keyById(before.keyId)).toBe('erased');
    expect(await ours.keyFor(subject)).toEqual(after);
  });

  it('has an erased key out of the other processes’ memory within one and a quarter of the age', async () => {
    const maxAgeMs = 400;
    const [ours, theirs] = [await aProcess(), await aProcess(maxAgeMs)];
    const { keyId } = await theirs.keyFor(subject);
    const began = performance.now();
    await ours.erase(subject);
    expect(theirs.size).toBe(1);
    // Without anybody asking for it.
    await eventually(() => theirs.size === 0);
    expect(performance.now() - began).toBeLessThan(maxAgeMs * 1.25 + 1_000); // a busy machine
    expect(await theirs.keyById(keyId)).toBe('erased');
  });

  it('leaves nothing of an erased key in the database, and keeps no key readable without the master key', async () => {
    const keys = await aProcess();
    const { keyId, key } = await keys.keyFor(subject);
    const stored = () => persons().findOne({ _id: subject }, { promoteBuffers: true });
    const found = await stored();
    const wrapped = (found as unknown as { readonly current: { readonly wrapped: Buffer } }).current.wrapped;
    expect(wrapped).toHaveLength(60);
    expect(Buffer.from(wrapped).includes(Buffer.from(key))).toBe(false);
    await keys.erase(subject);
    expect(await stored()).toEqual({ _id: subject, current: null, erased: [keyId] });
  });

  it('refuses another master key with the first question, and a short one at once', async () => {
    await (await aProcess()).keyFor(subject);
    const other = openMongoKeyStore({ connection, masterKey: randomBytes(32) });
    opened.push(other);
    for (const asked of [() => other.keyFor(subject), () => other.keyById('x'), () => other.erase(subject)])
      await expect(asked()).rejects.toMatchObject({ code: 'wrong-master-key' });
    expect(await (await aProcess()).keyFor(subject)).toMatchObject({ keyId: expect.any(String) });
    expect(() => openMongoKeyStore({ connection, masterKey: randomBytes(16) })).toThrow('32 bytes');
  });

  it('tells a damaged record from a missing one', async () => {
    const { keyId } = await (await aProcess()).keyFor(subject);
    const damaged = { $set: { 'current.wrapped': randomBytes(60) } };
    await persons().updateOne({ _id: subject }, damaged);
    const keys = await aProcess();
    await expect(keys.keyById(keyId)).rejects.toMatchObject({ code: 'damaged' });
    await expect(keys.keyFor(subject)).rejects.toMatchObject({ code: 'damaged' });
  });

  // Only the embedded server is sure to have fail points.
  if (isEmbedded)
    it.each([
      ['is away', { closeConnection: true }],
      ['elects', { errorCode: 10_107 }],
      ['has no majority', { writeConcernError: { code: 64, errmsg: 'timed out' } }],
    ])('(MongoDB %s) answers nothing that is not so, and goes on after', async (_, failure) => {
      const keys = await aProcess();
      const writes = { failCommands: ['update', 'insert', 'findAndModify'], ...failure };
      await failNext(connection, 1, writes);
      await expect(keys.keyFor(subject)).rejects.toMatchObject({
        name: 'KeyStoreError',
        code: 'unavailable',
      });
      const made = await keys.keyFor(subject);
      expect(await (await aProcess()).keyFor(subject)).toEqual(made);
      await failNext(connection, 1, writes);
      await expect(keys.erase(subject)).rejects.toMatchObject({ code: 'unavailable' });
      await keys.erase(subject);
      expect(await keys.keyById(made.keyId)).toBe('erased');
    });
});

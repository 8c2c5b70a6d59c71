import type { Instant, Subject } from '#decider/brand.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { readLogIdentity, readLogIds } from '#event-sourcing/identity/identity-stream.js';
import type { OpenedKeyStore } from '#event-sourcing/keys/cached-key-store.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { ErasedKeysFile, keyFingerprintOf } from '#event-sourcing/keys/erased-keys-file.js';
import { subjectCheckOf } from '#event-sourcing/subject.js';
import {
  application,
  attached,
  command,
  documentList,
  started,
} from '#event-sourcing/testing/document-list.js';
import { verifyLog } from '#event-sourcing/verify.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import type { EventStore } from '#event-store/port.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { logRecord } from './log-record.js';
import { type CheckedParts, checkParts, type PartsCheckOptions } from './parts-check.js';

const subjects = subjectCheckOf(randomBytes(32));
const DERIVED = [{ name: 'read_models', indexes: [] }];

describe('the parts of a service', () => {
  const folder = temporaryFolders();
  let data: string;
  let mongo: MongoUnderTest;
  let connection: Connection;
  let store: EventStore;
  let keys: OpenedKeyStore;
  const opened: (() => Promise<unknown>)[] = [];

  const openStore = async (path = data) => {
    const one = await openEmbeddedEventStore({ path: join(path, 'event-store') });
    opened.push(() => one.close());
    return one;
  };
  const openKeys = async (path = data) => {
    const one = await openEmbeddedKeyStore({ path: join(path, 'keys') });
    opened.push(() => one.close());
    return one;
  };
  beforeEach(async () => {
    data = await folder();
    mongo = await mongoUnderTest();
    connection = await mongo.connect();
    [store, keys] = [await openStore(), await openKeys()];
  });
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
    await mongo.stop();
  });

  const parts = (over: Partial<CheckedParts> = {}): CheckedParts => ({
    store,
    keys,
    derived: [logRecord({ connection, derived: DERIVED, migrate: () => Promise.resolve() })],
    ...over,
  });
  const check = (over: Partial<CheckedParts> = {}, options: Partial<PartsCheckOptions> = {}) =>
    checkParts(parts(over), {
      subjects,
      establishes: true,
      accepted: undefined,
      erasures: new ErasedKeysFile(join(data, 'erasures.jsonl')),
      logger: silentLogger(),
      ...options,
    });
  /** The one line of a refusal, and the pair it prints. */
  const refused = async (over: Partial<CheckedParts> = {}, options: Partial<PartsCheckOptions> = {}) => {
    const error = await check(over, options).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    if (error?.name !== 'MismatchError') throw error ?? new Error('it was not refused');
    expect(error.message).not.toContain('\n');
    return { line: error.message, pair: / HAWIYA_ACCEPT_PARTS=(\S+) /.exec(error.message)?.[1] };
  };
  /** What was made from the log and is in the database. */
  const derived = () => connection.collection<{ _id: string }>('read_models');

  /** Sealed with the keys, in so many streams. */
  async function write(events: number, sealedWith: OpenedKeyStore = keys, to = store): Promise<void> {
    const log = new EventLog(to, new Codec(sealedWith, EVENT_TYPES));
    for (let i = 0; i < events; i += 1) {
      await log.execute(documentList, application(), command(), () => [started('3123456789'), attached('a')]);
    }
  }

  it('are told that they belong together by the first who runs everything, and agree from then on', async () => {
    const log = await check();
    expect(await readLogIdentity(store)).toMatchObject({ log, keys: await keys.record.id(), subjects });
    expect(await keys.record.log()).toBe(log);
    expect(await check()).toBe(log);
    expect(await check({}, { establishes: false })).toBe(log);
    expect((await verifyLog(store)).problems).toEqual([]);
  });

  it('get one identity, however many do so at the same moment', async () => {
    const logs = await Promise.all(Array.from({ length: 5 }, () => check()));
    expect(new Set(logs).size).toBe(1);
  });

  it('are waited for by who may not say so', async () => {
    await expect(check({}, { establishes: false })).rejects.toMatchObject({ name: 'UnidentifiedLogError' });
    expect(await store.lastPosition()).toBeUndefined();
    expect(await keys.record.log()).toBeUndefined();
  });

  it('are ended being told where that was cut off', async () => {
    const log = await check();
    // The log names the keys; nothing else was written yet.
    const again = { ...keys.record, log: () => Promise.resolve(undefined) };
    await connection.collection('log').deleteMany({});
    expect(
      await check({ keys: Object.assign(Object.create(keys), { record: again }) as OpenedKeyStore }),
    ).toBe(log);
    expect(await connection.collection<{ _id: string }>('log').findOne({ _id: 'log' })).toMatchObject({
      log,
    });
  });

  describe('that are from before', () => {
    it('are adopted when one of the newest hundred sealed events was sealed with a key that is known', async () => {
      await write(1);
      const others = await openKeys(await folder());
      await write(99, others);
      const log = await check();
      expect(await keys.record.log()).toBe(log);
    });

    it('are adopted when that key is known as erased', async () => {
      await write(1);
      await keys.erase(application().subject as Subject);
      await check();
    });

    it('are refused when none of the newest hundred is known, and nothing is written', async () => {
      await write(1);
      const others = await openKeys(await folder());
      await write(100, others);
      const before = await store.lastPosition();
      const { line, pair } = await refused();
      let first = '';
      for await (const { id } of store.readAll({ limit: 1 })) first = id;
      expect(pair).toBe(`${first}:${await keys.record.id()}`);
      expect(line).toContain('know none of those that the newest 100 sealed events');
      expect(await store.lastPosition()).toBe(before);
      expect(await keys.record.log()).toBeUndefined();
      expect(await connection.collection('log').countDocuments()).toBe(0);
    });
  });

  describe('that do not belong together', () => {
    it('are other keys beside the log', async () => {
      const log = await check();
      const others = await openKeys(await folder());
      const { line, pair } = await refused({ keys: others });
      expect(line).toContain(`the log ${log} was sealed with the keys ${await keys.record.id()}`);
      expect(line).toContain(`these are the keys ${await others.record.id()}`);
      expect(pair).toBe(`${log}:${await others.record.id()}`);
      expect(await others.record.log()).toBeUndefined();
    });

    it('are another log beside the keys, also an empty one, or one of before', async () => {
      const log = await check();
      const other = await openStore(await folder());
      const { line, pair } = await refused({ store: other, derived: [] });
      expect(line).toContain(`belong to the log ${log}, and this is an empty log`);
      expect(pair).toBe(`empty:${await keys.record.id()}`);
      await write(1, keys, other);
      expect((await refused({ store: other, derived: [] })).line).toContain('this is a log without an id');
      const third = await openStore(await folder());
      const theirs = await openKeys(await folder());
      await check({ store: third, keys: theirs, derived: [] });
      expect((await refused({ store: third, derived: [] })).line).toContain('was sealed with the keys');
    });

    it('are the database of another log', async () => {
      const log = await check();
      const [other, theirs] = [await openStore(await folder()), await openKeys(await folder())];
      const { line } = await refused({ store: other, keys: theirs });
      expect(line).toContain(`was made from the log ${log}`);
      expect(await other.lastPosition()).toBeUndefined();
      expect(await theirs.record.log()).toBeUndefined();
    });

    it('are another secret that people are named with: that is never accepted', async () => {
      const log = await check();
      const options = { subjects: subjectCheckOf(randomBytes(32)) };
      const { line, pair } = await refused({}, options);
      expect(line).toContain('HAWIYA_SUBJECT_SECRET');
      expect(pair).toBeUndefined();
      const accepted = `${log}:${await keys.record.id()}`;
      await refused({}, { ...options, accepted });
      // Nor by accepting other keys.
      const others = await openKeys(await folder());
      const { pair: both } = await refused({ keys: others }, options);
      expect((await refused({ keys: others }, { ...options, accepted: both })).line).toContain(
        'SUBJECT_SECRET',
      );
      expect(await check()).toBe(log);
    });
  });

  describe('once they are accepted', () => {
    it('go on together under another id of the log, and what was made from it begins anew', async () => {
      const log = await check();
      await write(2);
      await derived().insertOne({ _id: 'built' });
      const others = await openKeys(await folder());
      const { pair } = await refused({ keys: others });
      const next = await check({ keys: others }, { accepted: pair });
      expect(next).not.toBe(log);
      expect(await derived().countDocuments()).toBe(0);
      expect(await readLogIdentity(store)).toMatchObject({ log: next, keys: await others.record.id() });
      expect(await check({ keys: others })).toBe(next);
      expect((await verifyLog(store)).problems).toEqual([]);
      // Once: the very same setting accepts nothing any more, and the former keys are others now.
      expect(await check({ keys: others }, { accepted: pair })).toBe(next);
      expect((await refused({}, { accepted: pair })).pair).toBe(`${next}:${await keys.record.id()}`);
    });

    it('remember the id of a log that was put back to before it had one, if these keys sealed it', async () => {
      const later = await check();
      const before = await openStore(await folder());
      await write(1, keys, before);
      const { pair } = await refused({ store: before });
      const next = await check({ store: before }, { accepted: pair });
      expect(await readLogIds(before)).toEqual([later, next]);
    });

    it('do not take the id of a log that other keys sealed for their own', async () => {
      const log = await check();
      const [other, theirs] = [await openStore(await folder()), await openKeys(await folder())];
      await check({ store: other, keys: theirs, derived: [] });
      const { pair } = await refused({ keys: theirs });
      const next = await check({ keys: theirs }, { accepted: pair });
      expect(await readLogIds(store)).toEqual([log, next]);
    });

    it('are not those of another pair, nor accepted by who may not say so', async () => {
      await check();
      const others = await openKeys(await folder());
      const { pair } = await refused({ keys: others });
      await refused({ keys: others }, { accepted: 'empty:ffffffffffff' });
      await refused({ keys: others }, { accepted: pair, establishes: false });
      expect(await others.record.log()).toBeUndefined();
    });

    it('have no keys that had been erased', async () => {
      const log = await check();
      const others = await openKeys(await folder());
      const [gone, stays] = ['a', 'b'].map((letter) => letter.repeat(32) as Subject) as [Subject, Subject];
      const back = await others.keyFor(gone);
      await others.keyFor(stays);
      const erasures = new ErasedKeysFile(join(data, 'erasures.jsonl'));
      const confirmedAt = '2026-12-01T00:00:00.000Z' as Instant;
      await erasures.add({ subject: gone, fingerprint: keyFingerprintOf(back.key), confirmedAt });
      await erasures.add({ subject: stays, fingerprint: 'ab'.repeat(16), confirmedAt });
      const { pair } = await refused({ keys: others });
      expect(await check({ keys: others }, { accepted: pair })).not.toBe(log);
      expect(await others.keyById(back.keyId)).toBe('erased');
      expect(await others.find(stays)).toBeDefined();
    });

    it.each(['reset', 'recordLog', 'append'] as const)(
      'and cut off at "%s", are refused with the same pair, and accepted again',
      async (step) => {
        await check();
        await write(1);
        const others = await openKeys(await folder());
        const { pair } = await refused({ keys: others });
        const cut = () => Promise.reject(new Error('cut off'));
        const failing = {
          reset: { keys: others, derived: parts().derived.map((part) => ({ ...part, reset: cut })) },
          recordLog: {
            keys: Object.assign(Object.create(others), {
              record: { ...others.record, recordLog: cut },
            }) as OpenedKeyStore,
          },
          append: { keys: others, store: Object.assign(Object.create(store), { append: cut }) as EventStore },
        };
        await expect(check(failing[step], { accepted: pair })).rejects.toThrow('cut off');
        expect((await refused({ keys: others })).pair).toBe(pair);
        const log = await check({ keys: others }, { accepted: pair });
        expect(await check({ keys: others })).toBe(log);
      },
    );
  });
});

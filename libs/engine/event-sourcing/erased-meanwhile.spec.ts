import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import type { EventStore } from '#event-store/port.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { Codec } from './codec.js';
import { EventLog } from './event-log.js';
import { ErasedMeanwhileError } from './keys/key-store-error.js';
import { openMongoKeyStore } from './keys/mongodb/mongo-key-store.js';
import { PERSONS } from './keys/mongodb/person-document.js';
import { application, command, documentList, started, subject } from './testing/document-list.js';
import { type TemporaryLog, temporaryLog } from './testing/temporary-log.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('a person who was erased by another process', () => {
  let house: TemporaryLog;
  let store: EventStore;
  let mongo: MongoUnderTest;
  let ours: EventLog;
  let theirs: EventLog;
  beforeEach(async () => {
    house = await temporaryLog();
    ({ store } = house);
    mongo = await mongoUnderTest();
    await makeMissing(await mongo.connect(), [PERSONS]);
    const masterKey = randomBytes(32);
    const aProcess = async () => {
      // An age that nobody waits for: only what is told here counts.
      const keys = openMongoKeyStore({ connection: await mongo.connect(), masterKey, maxAgeMs: 3_600_000 });
      return new EventLog(store, new Codec(keys, EVENT_TYPES));
    };
    [ours, theirs] = [await aProcess(), await aProcess()];
  });
  afterEach(async () => {
    await mongo.stop();
    await house.remove();
  });

  /** Copies what is personal from one stream to another, as the issue of a credential does. */
  async function copied(log: EventLog, from: ReturnType<typeof application>) {
    const { applicant } = (await log.load(documentList, from)).state;
    if (applicant === 'erased') return 'erased';
    const copy = { ...started('1'), personal: applicant as Readonly<Record<string, unknown>> }; // what was started with
    return log.execute(documentList, application(), command(), () => [copy]);
  }
  const begun = async (log: EventLog) => {
    const of = application();
    await log.execute(documentList, of, command(), () => [started('3123456789')]);
    return of;
  };

  it.each([
    ['who has not come again', () => Promise.resolve()],
    ['who has come again there', () => ours.prepare(subject).then(() => begun(ours))],
  ])('(%s) is not brought back by what this one has in memory', async (_, comesAgain) => {
    const of = await begun(theirs);
    expect(await copied(theirs, of)).toMatchObject({ kind: 'done' });
    await ours.erase(subject);
    await comesAgain();
    await expect(copied(theirs, of)).rejects.toBeInstanceOf(ErasedMeanwhileError);
    expect(await copied(theirs, of)).toBe('erased');
    expect(await copied(ours, of)).toBe('erased');
  });

  it('may come again here: with a key made ahead at once, else with the second try', async () => {
    await begun(theirs);
    await ours.erase(subject);
    await theirs.prepare(subject);
    const of = await begun(theirs);
    await theirs.erase(subject);
    await expect(begun(ours)).rejects.toBeInstanceOf(ErasedMeanwhileError);
    const again = await begun(ours);
    expect((await ours.load(documentList, of)).state.applicant).toBe('erased');
    expect((await ours.load(documentList, again)).state.applicant).toMatchObject({
      applicant: { kind: 'first-issue' },
    });
  });
});

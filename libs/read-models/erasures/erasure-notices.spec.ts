import type { Subject } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openMongoKeyStore } from '#event-sourcing/keys/mongodb/mongo-key-store.js';
import { PERSONS } from '#event-sourcing/keys/mongodb/person-document.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { eventually } from '#test/support/eventually.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { ERASURE_NOTICES, ErasureNotices } from './erasure-notices.js';

jest.setTimeout(30_000);

const subject = '0f'.repeat(16) as Subject;

describe('a process beside the one that erases', () => {
  let mongo: MongoUnderTest;
  const stop = new AbortController();
  beforeEach(async () => {
    mongo = await mongoUnderTest();
    await makeMissing(await mongo.connect(), [PERSONS, ERASURE_NOTICES]);
  });
  afterEach(async () => {
    stop.abort();
    await mongo.stop();
  });

  it('forgets the key it has in memory when it hears of the erasure, not before', async () => {
    const masterKey = randomBytes(32);
    // An age that nobody waits for: only what is told counts.
    const keys = async () =>
      openMongoKeyStore({ connection: await mongo.connect(), masterKey, maxAgeMs: 3_600_000 });
    const [ours, theirs] = [await keys(), await keys()];
    let forgot = 0;
    const watching = new ErasureNotices(await mongo.connect()).watch(
      () => {
        forgot += 1;
        theirs.forget();
      },
      stop.signal,
      (error) => {
        throw error;
      },
    );
    const { keyId, key } = await ours.keyFor(subject);
    expect(await theirs.keyById(keyId)).toEqual(key);
    const notices = new ErasureNotices(await mongo.connect());
    // Told until it is heard: it may not have looked for the first time yet.
    await ours.erase(subject);
    expect(await theirs.keyById(keyId)).toEqual(key);
    await eventually(
      async () => {
        await notices.tell();
        return forgot > 0;
      },
      { deadlineMs: 10_000 },
    );
    expect(await theirs.keyById(keyId)).toBe('erased');
    stop.abort();
    await watching;
    await Promise.all([ours.close(), theirs.close()]);
  });
});

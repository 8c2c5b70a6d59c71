import type { Instant, Subject } from '#decider/brand.js';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { keyFingerprintOf } from '#event-sourcing/keys/erased-keys-file.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { ERASED_KEYS_APPLIED, ErasedKeysApplied } from './erased-keys-applied.js';

jest.setTimeout(30_000);

const key = (person: number, n: number) => ({
  subject: String(person).padStart(32, '0') as Subject, // as good as an HMAC
  fingerprint: keyFingerprintOf(Buffer.alloc(32, n)),
  confirmedAt: '2026-03-01T09:00:00.000Z' as Instant,
});

describe('which keys of the list this database knows of', () => {
  let mongo: MongoUnderTest;
  let applied: ErasedKeysApplied;
  beforeEach(async () => {
    mongo = await mongoUnderTest();
    const connection = await mongo.connect();
    await makeMissing(connection, [ERASED_KEYS_APPLIED]);
    applied = new ErasedKeysApplied(connection);
  });
  afterEach(() => mongo.stop());

  it('is what was noted, however often; another key of the same person is another one', async () => {
    const [first, second, other] = [key(1, 1), key(1, 2), key(2, 3)];
    expect(await applied.missing([first, second, other])).toEqual([first, second, other]);
    await applied.note([]);
    await applied.note([first, other]);
    await applied.note([first]);
    expect(await applied.missing([first, second, other])).toEqual([second]);
  });
});

import type { Instant, Subject } from '#decider/brand.js';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { ERASURES, ErasureRegister, type ListedErasure } from './register.js';

jest.setTimeout(30_000);

const day = (n: number) => new Date(Date.UTC(2026, 2, n, 9)).toISOString() as Instant;
const subject = (n: number) => String(n).padStart(32, '0') as Subject; // as good as an HMAC
const requested = (n: number, at: number): ListedErasure => ({
  phase: 'requested',
  subject: subject(n),
  requestedBy: 'omar',
  reason: 'ordered',
  requestedAt: day(at),
  lapsesAt: day(at + 14),
});

describe('the list of erasures', () => {
  let mongo: MongoUnderTest;
  let register: ErasureRegister;
  beforeEach(async () => {
    mongo = await mongoUnderTest();
    const connection = await mongo.connect();
    await makeMissing(connection, [ERASURES]);
    register = new ErasureRegister(connection);
  });
  afterEach(() => mongo.stop());

  it('is empty at first', async () => {
    expect(await register.page()).toEqual({ entries: [], next: undefined });
  });

  it('has one entry a person, as it stands now', async () => {
    await register.put(requested(1, 1));
    const now = { ...requested(1, 1), phase: 'lapsed', lapsedAt: day(15) } as const;
    await register.put(now);
    await register.put(now);
    expect((await register.page()).entries).toEqual([now]);
  });

  it('is paged, the newest request first, those of one moment by person', async () => {
    const all = [requested(3, 9), requested(1, 5), requested(2, 5), requested(4, 2)];
    for (const one of all.toReversed()) await register.put(one);
    const found: ListedErasure[] = [];
    let cursor: string | undefined;
    do {
      const page = await register.page({ limit: 1, cursor });
      found.push(...page.entries);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found).toEqual(all);
    expect((await register.page({ cursor: 'nonsense' })).entries).toEqual(all);
  });
});

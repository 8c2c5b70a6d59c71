import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Instant } from '#domain/kernel/brand.js';
import { makeMissing } from '#platform/mongodb/collections.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { DEADLINES, Deadlines } from './deadlines.js';

const LEASE_MS = 1_000;
const at = (ms: number) => new Date(Date.UTC(2026, 2, 1, 9) + ms).toISOString() as Instant;
const lapse = (of: string, due: Instant) => ({ kind: 'lapse', of, due }) as const;

describe('deadlines', () => {
  let mongo: MongoUnderTest;
  let deadlines: Deadlines;
  beforeEach(async () => {
    mongo = await mongoUnderTest();
    const connection = await mongo.connect();
    await makeMissing(connection, [DEADLINES]);
    deadlines = new Deadlines(connection, LEASE_MS);
  });
  afterEach(() => mongo.stop());

  it('are due at their moment, the earliest first, and gone when done', async () => {
    await deadlines.set(lapse('b', at(20)));
    await deadlines.set(lapse('a', at(10)));
    expect(await deadlines.next(at(9))).toBeUndefined();
    expect(await deadlines.overdue(at(20))).toBe(2);
    const first = await deadlines.next(at(20));
    expect(first).toMatchObject({ kind: 'lapse', of: 'a', due: at(10) });
    await first?.done();
    expect(await deadlines.next(at(20))).toMatchObject({ of: 'b' });
  });

  it('move when they are set again, and go when they are cleared, all of one owner', async () => {
    await deadlines.set(lapse('a', at(10)));
    await deadlines.set(lapse('a', at(50)));
    await deadlines.set({ kind: 'slot-check', of: 'a', due: at(10) });
    await deadlines.set(lapse('b', at(60)));
    expect(await deadlines.next(at(49))).toMatchObject({ kind: 'slot-check' });
    await deadlines.clear('a');
    expect(await deadlines.next(at(60))).toMatchObject({ of: 'b' });
    expect(await deadlines.next(at(60))).toBeUndefined();
  });

  it('are given to one of many watchers', async () => {
    await deadlines.set(lapse('a', at(10)));
    const taken = await Promise.all(Array.from({ length: 8 }, () => deadlines.next(at(10))));
    expect(taken.filter((due) => due !== undefined)).toHaveLength(1);
  });

  it('are given again when whoever took one died: after the lease, not before', async () => {
    await deadlines.set(lapse('a', at(10)));
    const died = await deadlines.next(at(10));
    expect(await deadlines.next(at(10 + LEASE_MS - 1))).toBeUndefined();
    const again = await deadlines.next(at(10 + LEASE_MS));
    expect(again).toMatchObject({ of: 'a' });
    await died?.done(); // it was only slow: what the other holds is not its own to remove
    expect(await deadlines.overdue(at(10 + LEASE_MS))).toBe(1);
    expect(await deadlines.dueSince(at(10 + LEASE_MS))).toBe(at(10));
    await again?.done();
    expect(await deadlines.overdue(at(10 + LEASE_MS))).toBe(0);
    expect(await deadlines.dueSince(at(10 + LEASE_MS))).toBeUndefined();
  });

  it('set anew while one is being fired stay', async () => {
    await deadlines.set(lapse('a', at(10)));
    const firing = await deadlines.next(at(10));
    await deadlines.set(lapse('a', at(10)));
    await firing?.done();
    expect(await deadlines.next(at(10))).toMatchObject({ of: 'a' });
  });
});

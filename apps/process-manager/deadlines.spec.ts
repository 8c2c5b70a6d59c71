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

  it('that fail let the others pass, and come again later each time, within an hour', async () => {
    await deadlines.set(lapse('bad', at(10)));
    await deadlines.set(lapse('good', at(20)));
    await (await deadlines.next(at(20)))?.putOff();
    const good = await deadlines.next(at(20));
    expect(good).toMatchObject({ of: 'good' });
    await good?.done();
    expect(await deadlines.overdue(at(20))).toBe(1);
    let now = 20;
    for (let failures = 1; failures <= 14; failures += 1) {
      const pause = Math.min(LEASE_MS * 2 ** (failures - 1), 3_600_000);
      expect(await deadlines.next(at(now + pause - 1))).toBeUndefined();
      now += pause;
      const bad = await deadlines.next(at(now));
      expect(bad).toMatchObject({ of: 'bad' });
      await bad?.putOff();
    }
    await deadlines.set(lapse('bad', at(now)));
    expect(await deadlines.next(at(now))).toMatchObject({ of: 'bad' });
  });

  it('are ensured: set unless they are set, and those without one are told', async () => {
    await deadlines.set(lapse('a', at(10)));
    await deadlines.ensure(lapse('a', at(50)));
    await deadlines.ensure(lapse('b', at(50)));
    expect(await deadlines.overdue(at(10))).toBe(1);
    const second = { kind: 'slot-check', of: 'c', due: at(10) } as const;
    await deadlines.set(second);
    const many = Array.from({ length: 1_001 }, (_, n) => `d${n}`);
    expect(await deadlines.without('lapse', ['a', 'b', 'c', ...many])).toEqual(['c', ...many]);
    expect(await deadlines.next(at(10))).toMatchObject({ due: at(10) });
  });

  it('set anew while one is being fired stay', async () => {
    await deadlines.set(lapse('a', at(10)));
    const firing = await deadlines.next(at(10));
    await deadlines.set(lapse('a', at(10)));
    await firing?.done();
    expect(await deadlines.next(at(10))).toMatchObject({ of: 'a' });
  });
});

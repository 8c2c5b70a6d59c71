import type { Instant } from '#decider/brand.js';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { type DeadlineDocument, DEADLINES } from './deadline-document.js';
import { parkedDeadlines } from './parking.js';
import { Deadlines } from './deadlines.js';
import { LIMITS } from '../testing/limits.js';

const LEASE_MS = 1_000;
const at = (ms: number) => new Date(Date.UTC(2026, 2, 1, 9) + ms).toISOString() as Instant;
const lapse = (of: string, due: Instant) => ({ kind: 'lapse', of, due }) as const;

// Every step is durable: a busy disk is slow.
jest.setTimeout(60_000);

describe('deadlines', () => {
  let mongo: MongoUnderTest;
  let connection: Connection;
  let deadlines: Deadlines;
  beforeEach(async () => {
    mongo = await mongoUnderTest();
    connection = await mongo.connect();
    await makeMissing(connection, [DEADLINES]);
    deadlines = new Deadlines(connection, { ...LIMITS, deadlineLeaseMs: LEASE_MS });
  });
  afterEach(() => mongo.stop());

  const next = async (now: Instant) => (await deadlines.take(now, 1))[0];

  it('are due at their moment, the earliest first, and gone when done', async () => {
    await deadlines.set(lapse('b', at(20)));
    await deadlines.set(lapse('a', at(10)));
    expect(await next(at(9))).toBeUndefined();
    expect(await deadlines.overdue(at(20))).toBe(2);
    const first = await next(at(20));
    expect(first).toMatchObject({ kind: 'lapse', of: 'a', due: at(10) });
    await first?.done();
    expect(await next(at(20))).toMatchObject({ of: 'b' });
  });

  it('move when they are set again, and go when they are cleared, all of one owner', async () => {
    await deadlines.set(lapse('a', at(10)));
    await deadlines.set(lapse('a', at(50)));
    await deadlines.set({ kind: 'slot-check', of: 'a', due: at(10) });
    await deadlines.set(lapse('b', at(60)));
    expect(await next(at(49))).toMatchObject({ kind: 'slot-check' });
    await deadlines.clear('a');
    expect(await next(at(60))).toMatchObject({ of: 'b' });
    expect(await next(at(60))).toBeUndefined();
  });

  it('are given to one of many watchers', async () => {
    await deadlines.set(lapse('a', at(10)));
    const taken = await Promise.all(Array.from({ length: 8 }, () => next(at(10))));
    expect(taken.filter((due) => due !== undefined)).toHaveLength(1);
  });

  it('are given many at a time, each to one of many watchers, however many there are', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `d${n}`);
    for (const [n, of] of names.entries()) await deadlines.set(lapse(of, at(n)));
    const others = new Deadlines(await mongo.connect(), { ...LIMITS, deadlineLeaseMs: LEASE_MS });
    const taken: string[] = [];
    const look = async (watcher: Deadlines) => {
      for (;;) {
        const some = await watcher.take(at(100), 8);
        if (some.length === 0) return;
        expect(some.length).toBeLessThanOrEqual(8);
        taken.push(...some.map(({ of }) => of));
        await Promise.all(some.map((one) => one.done()));
      }
    };
    await Promise.all([look(deadlines), look(others)]);
    expect(taken.sort()).toEqual(names.sort());
    expect(await deadlines.overdue(at(100))).toBe(0);
  });

  it('of a kind are named in order, after any of them, parked ones too, and counted; no other kind is among them', async () => {
    for (const name of ['c', 'a', 'd'])
      await deadlines.set({ kind: 'credential-expiry', of: name, due: at(10) });
    await deadlines.park({ kind: 'credential-expiry', of: 'b', due: at(10) }, 'unreadable');
    await deadlines.set({ kind: 'ground-check', of: 'a', due: at(10) });
    await deadlines.set(lapse('z', at(10)));
    const names = (after: string, most: number) => deadlines.namesOf('credential-expiry', { after, most });
    expect(await names('', 3)).toEqual(['a', 'b', 'c']);
    expect(await names('c', 3)).toEqual(['d']);
    expect(await names('bb', 1)).toEqual(['c']);
    expect(await names('d', 3)).toEqual([]);
    expect(await deadlines.count('credential-expiry')).toBe(4);
  });

  describe('brought forward', () => {
    const look = (due: Instant) => ({ kind: 'ground-check', of: 'grounds:a:b', due }) as const;

    it('come at the earliest moment that anybody asked for, in whatever order', async () => {
      for (const order of [
        [30, 10, 20],
        [10, 30, 20],
        [20, 30, 10],
      ]) {
        for (const ms of order) await deadlines.bringForward(look(at(ms)));
        expect(await next(at(9))).toBeUndefined();
        const due = await next(at(10));
        expect(due).toMatchObject(look(at(10)));
        await due?.done();
      }
      expect(await next(at(100))).toBeUndefined();
    });

    it('stay when they were asked for while they were fired, by whoever fires them and by others', async () => {
      await deadlines.bringForward(look(at(10)));
      const due = await next(at(10));
      await deadlines.bringForward(look(at(20))); // somebody who knew more than who fires it
      await deadlines.bringForward(look(at(30))); // who fires it
      await due?.done();
      expect(await next(at(20))).toMatchObject(look(at(20)));
    });

    it('are tried anew when they had failed, and released when they were parked', async () => {
      await deadlines.leave(look(at(10)), at(10));
      await deadlines.bringForward(look(at(20)));
      expect(await next(at(20))).toMatchObject({ ...look(at(20)), failures: 0 });
      await deadlines.set(look(at(10)));
      await (await next(at(10)))?.park('cannot read it');
      await deadlines.bringForward(look(at(20)));
      expect(await next(at(20))).toMatchObject(look(at(20)));
      expect((await parkedDeadlines(connection).deadLetters()).parked).toBe(0);
    });
  });

  describe('left as failed once', () => {
    const look = (due: Instant) => ({ kind: 'ground-check', of: 'grounds:a:b', due }) as const;

    it('are tried after a lease, also when they were set for later', async () => {
      await deadlines.set(look(at(1_000_000)));
      await deadlines.leave(look(at(10)), at(10));
      expect(await next(at(10 + LEASE_MS - 1))).toBeUndefined();
      expect(await next(at(10 + LEASE_MS))).toMatchObject({ ...look(at(10)), failures: 1 });
    });

    it('are not done when whoever was firing them is', async () => {
      await deadlines.set(look(at(10)));
      const due = await next(at(10));
      await deadlines.leave(look(at(11)), at(11));
      await due?.done();
      expect(await next(at(11 + LEASE_MS))).toMatchObject({ ...look(at(11)), failures: 1 });
    });

    it('stay as often failed, or parked, as they were', async () => {
      await deadlines.set(look(at(10)));
      await (await next(at(10)))?.putOff(at(10));
      await (await next(at(10 + LEASE_MS)))?.putOff(at(10 + LEASE_MS));
      await deadlines.leave(look(at(20)), at(20));
      const due = await next(at(10 + 3 * LEASE_MS));
      expect(due).toMatchObject({ ...look(at(10)), failures: 2 });
      await due?.park('cannot read it');
      await deadlines.leave(look(at(20)), at(20));
      expect((await parkedDeadlines(connection).deadLetters()).parked).toBe(1);
    });

    it('or as parked, when it cannot be read', async () => {
      await deadlines.set(look(at(1_000_000)));
      await deadlines.park(look(at(10)), 'cannot read it');
      expect((await parkedDeadlines(connection).deadLetters()).parked).toBe(1);
      expect(await next(at(1_000_000))).toBeUndefined();
    });
  });

  it('given back come at once, as often failed as before', async () => {
    await deadlines.set(lapse('a', at(10)));
    await (await next(at(10)))?.giveBack(at(11));
    const again = await next(at(11));
    expect(again).toMatchObject({ of: 'a', failures: 0, heldUntil: at(11 + LEASE_MS) });
  });

  it('are given again when whoever took one died: after the lease, not before', async () => {
    await deadlines.set(lapse('a', at(10)));
    const died = await next(at(10));
    expect(await next(at(10 + LEASE_MS - 1))).toBeUndefined();
    const again = await next(at(10 + LEASE_MS));
    expect(again).toMatchObject({ of: 'a' });
    await died?.done(); // it was only slow: what the other holds is not its own to remove
    expect(await deadlines.overdue(at(10 + LEASE_MS))).toBe(1);
    expect(await deadlines.dueSince(at(10 + LEASE_MS))).toBe(at(10));
    await again?.done();
    expect(await deadlines.overdue(at(10 + LEASE_MS))).toBe(0);
    expect(await deadlines.dueSince(at(10 + LEASE_MS))).toBeUndefined();
  });

  it('are moved by whoever fires them, unless somebody moved or ended them meanwhile', async () => {
    await deadlines.set(lapse('a', at(10)));
    const held = await next(at(10));
    await deadlines.move(lapse('a', at(10)), at(30));
    await held?.done();
    expect(await next(at(29))).toBeUndefined();
    expect(await next(at(30))).toMatchObject({ of: 'a', due: at(30) });
    await deadlines.set(lapse('a', at(20)));
    await deadlines.move(lapse('a', at(30)), at(90));
    expect(await next(at(20))).toMatchObject({ of: 'a', due: at(20) });
    await deadlines.move(lapse('nobody', at(10)), at(30));
    await deadlines.clear('a');
    expect(await deadlines.overdue(at(100))).toBe(0);
  });

  it('that fail let the others pass, and come again later each time, within an hour', async () => {
    await deadlines.set(lapse('bad', at(10)));
    await deadlines.set(lapse('good', at(20)));
    await (await next(at(20)))?.putOff(at(20));
    const good = await next(at(20));
    expect(good).toMatchObject({ of: 'good' });
    await good?.done();
    expect(await deadlines.overdue(at(20))).toBe(1);
    let now = 20;
    for (let failures = 1; failures <= 14; failures += 1) {
      const pause = Math.min(LEASE_MS * 2 ** (failures - 1), 3_600_000);
      expect(await next(at(now + pause - 1))).toBeUndefined();
      now += pause;
      const bad = await next(at(now));
      expect(bad).toMatchObject({ of: 'bad' });
      await bad?.putOff(at(now));
    }
    await deadlines.set(lapse('bad', at(now)));
    expect(await next(at(now))).toMatchObject({ of: 'bad' });
  });

  it('that fail are tried in the order of their next try: 30 of them starve neither each other nor what is due', async () => {
    for (let n = 0; n < 30; n += 1) await deadlines.set(lapse(`bad ${n}`, at(n)));
    const tried = new Map<string, number>();
    // Few a look, as a slow watcher would; something new is due at every one.
    for (let look = 0; look < 80; look += 1) {
      const now = at(1_000 + look * 3_000);
      const good = `good ${look}`;
      await deadlines.set(lapse(good, now));
      const fired: string[] = [];
      for (let n = 0; n < 4; n += 1) {
        const due = await next(now);
        if (due === undefined) continue;
        fired.push(due.of);
        if (due.of.startsWith('good')) await due.done();
        else {
          tried.set(due.of, (tried.get(due.of) ?? 0) + 1);
          await due.putOff(now);
        }
      }
      if (look > 50) expect(fired).toContain(good);
    }
    expect(tried.size).toBe(30);
    expect(Math.min(...tried.values())).toBeGreaterThan(2);
  });

  it('that are parked are neither tried nor overdue, until they are set or cleared anew', async () => {
    await deadlines.set(lapse('a', at(10)));
    await (await next(at(20)))?.park('cannot read it');
    expect(await next(at(10 ** 12))).toBeUndefined();
    expect(await deadlines.overdue(at(20))).toBe(0);
    expect(await deadlines.dueSince(at(20))).toBeUndefined();
    const parked = parkedDeadlines(connection);
    expect((await parked.deadLetters()).parked).toBe(1);
    // Neither of these says anything new about it.
    await deadlines.ensure(lapse('a', at(30)));
    await deadlines.leave(lapse('a', at(30)), at(30));
    expect((await parked.deadLetters()).parked).toBe(1);
    await deadlines.set(lapse('a', at(40)));
    expect((await parked.deadLetters()).parked).toBe(0);
    const again = await next(at(40));
    expect(again).toMatchObject({ of: 'a', failures: 0 });
    await again?.park('cannot read it');
    await deadlines.clear('a');
    expect((await parked.deadLetters()).parked).toBe(0);
  });

  it('interrupted by an outage come again soon', async () => {
    await deadlines.set(lapse('a', at(10)));
    for (let now = 10; now < 5_000; now += 1_000) {
      const due = await next(at(now));
      expect(due).toMatchObject({ of: 'a', failures: 0 });
      await due?.interrupted(at(now));
      expect(await next(at(now + 999))).toBeUndefined();
    }
  });

  it('of the former release are fired, those it had put off when they were to come again', async () => {
    const collection =
      connection.collection<Pick<DeadlineDocument, '_id' | 'leasedUntil' | 'failures'>>('deadlines');
    const of = (id: string) => ({ _id: `lapse:${id}`, kind: 'lapse', of: id, due: at(10), lease: null });
    await collection.insertOne({ ...of('put off'), leasedUntil: at(500), failures: 3 });
    await collection.insertOne({ ...of('untried'), leasedUntil: null });
    expect(await next(at(499))).toMatchObject({ of: 'untried', failures: 0 });
    expect(await next(at(499))).toBeUndefined();
    expect(await next(at(500))).toMatchObject({ of: 'put off', failures: 3 });
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
    expect(await next(at(10))).toMatchObject({ due: at(10) });
  });

  it('set anew while one is being fired stay', async () => {
    await deadlines.set(lapse('a', at(10)));
    const firing = await next(at(10));
    await deadlines.set(lapse('a', at(10)));
    await firing?.done();
    expect(await next(at(10))).toMatchObject({ of: 'a' });
  });
});

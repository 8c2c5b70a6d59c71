import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { eventually } from '#test/support/eventually.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { makeMissing } from '../mongodb/collections.js';
import { type Allowances, takeAll } from './allowances.js';
import { MemoryAllowances } from './memory-allowances.js';
import { ALLOWANCES, MongoAllowances } from './mongo-allowances.js';

jest.setTimeout(30_000);

let server: MongoUnderTest;
let connection: Connection;
beforeAll(async () => {
  server = await mongoUnderTest();
  connection = await server.connect();
  await makeMissing(connection, [ALLOWANCES]);
});
afterAll(() => server.stop());

const rate = { limit: 3, windowMs: 1_000 };
const taken = async (allowances: Allowances, key: string, now: number, limit = rate.limit) =>
  (await allowances.take(key, { ...rate, limit }, now)).ok;

describe.each([
  ['in memory', () => new MemoryAllowances()],
  ['in MongoDB', () => new MongoAllowances(connection)],
])('allowances %s', (name, make: () => Allowances) => {
  const key = (what: string) => `${name} ${what}`;

  it('allow so many uses per key and window, and say when the next one begins', async () => {
    const allowances = make();
    for (let use = 0; use < rate.limit; use += 1)
      expect(await taken(allowances, key('edge'), 5_100)).toBe(true);
    expect(await allowances.take(key('edge'), rate, 5_400)).toEqual({ ok: false, retryMs: 600 });
    expect(await taken(allowances, key('edge'), 5_999)).toBe(false);
    expect(await taken(allowances, key('another'), 5_999)).toBe(true);
    expect(await taken(allowances, key('edge'), 6_000)).toBe(true);
  });

  it('take a use back: exactly that one is free again, also after others were refused', async () => {
    const allowances = make();
    const uses = [];
    for (let use = 0; use < rate.limit; use += 1) uses.push(await allowances.take(key('back'), rate, 0));
    for (let refused = 0; refused < 5; refused += 1)
      expect(await taken(allowances, key('back'), 1)).toBe(false);
    const [first] = uses;
    if (first?.ok === true) await first.giveBack();
    expect(await taken(allowances, key('back'), 2)).toBe(true);
    expect(await taken(allowances, key('back'), 3)).toBe(false);
  });

  it('allow no more to those who ask at once', async () => {
    const allowances = make();
    const asked = await Promise.all(
      Array.from({ length: 200 }, () => taken(allowances, key('at once'), 0, 10)),
    );
    expect(asked.filter(Boolean)).toHaveLength(10);
  });

  it('give all or none', async () => {
    const allowances = make();
    const wanted = [
      { name: 'mine', key: key('mine'), rate },
      { name: 'ours', key: key('ours'), rate: { ...rate, limit: 1 } },
    ] as const;
    expect(await takeAll(allowances, wanted, 0)).toMatchObject({ ok: true });
    for (let refused = 0; refused < 5; refused += 1) {
      expect(await takeAll(allowances, wanted, 0)).toMatchObject({ ok: false, refused: { name: 'ours' } });
    }
    for (let use = 1; use < rate.limit; use += 1) expect(await taken(allowances, key('mine'), 0)).toBe(true);
    expect(await taken(allowances, key('mine'), 0)).toBe(false);
  });
});

describe('allowances in MongoDB', () => {
  it('are those of all processes together', async () => {
    const processes = await Promise.all(
      [1, 2, 3].map(async () => new MongoAllowances(await server.connect())),
    );
    const asked = await Promise.all(
      Array.from({ length: 90 }, (_, i) => {
        const allowances = processes[i % processes.length] ?? new MongoAllowances(connection);
        return taken(allowances, 'together', 0, 10);
      }),
    );
    expect(asked.filter(Boolean)).toHaveLength(10);
  });

  it('do not pile up: windows that are over are deleted', async () => {
    const of = (start: string) =>
      connection
        .collection(ALLOWANCES.name)
        .countDocuments({ _id: { $gte: start, $lt: `${start}~` } as object });
    await taken(new MongoAllowances(connection), 'swept', 100_000);
    expect(await of('swept')).toBe(1);
    await taken(new MongoAllowances(connection), 'later', 101_000);
    await eventually(async () => (await of('swept')) === 0);
    expect(await of('later')).toBe(1);
  });
});

describe('allowances in memory', () => {
  it('hold so many keys and no more', async () => {
    const allowances = new MemoryAllowances(2);
    for (const key of ['A', 'B', 'C']) await allowances.take(key, { ...rate, limit: 1 }, 0);
    expect(allowances.size).toBe(2);
    expect(await taken(allowances, 'C', 0, 1)).toBe(false);
    expect(await taken(allowances, 'A', 0, 1)).toBe(true);
  });
});

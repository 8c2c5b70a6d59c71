import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { type TemporaryHouse, temporaryHouse } from '../testing/temporary-house.js';
import { acquire, holding, isHeld, LeaseLostError } from './lease.js';

let house: TemporaryHouse;
beforeAll(async () => {
  house = await temporaryHouse();
});
afterAll(() => house.remove());

const take = (name: string, ttlMs = 60_000) => acquire(house.connection, name, ttlMs);
const taken = async (name: string, ttlMs?: number) => {
  const lease = await take(name, ttlMs);
  if (lease === undefined) throw new Error('it is free');
  return lease;
};

describe('a lease', () => {
  it('is had by one at a time, until it is given back', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => take('one')));
    const [lease, ...others] = all.filter((each) => each !== undefined);
    expect(others).toEqual([]);
    expect(await isHeld(house.connection, 'one')).toBe(true);
    expect(await take('another')).toBeDefined();
    await lease?.release();
    expect(await isHeld(house.connection, 'one')).toBe(false);
    expect(await take('one')).toBeDefined();
  });

  it('runs out by itself, and cannot be renewed once another has it', async () => {
    const first = await taken('short', 1);
    await eventually(async () => !(await isHeld(house.connection, 'short')));
    const second = await taken('short');
    expect(await first.renew()).toBe(false);
    await first.release();
    expect(await second.renew()).toBe(true);
  });

  it('is kept up while the work lasts, and given back after it, also when it fails', async () => {
    const lease = await taken('kept', 60);
    const leases = house.connection.collection<{ _id: string; until: Date }>('leases');
    const until = async () => (await leases.findOne({ _id: 'kept' }))?.until.getTime() ?? 0;
    const first = await until();
    const failing = holding(lease, 60, async (signal) => {
      await eventually(async () => (await until()) >= first + 60); // two terms after it was taken
      expect(signal.aborted).toBe(false);
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    expect(await take('kept')).toBeDefined();
  });

  it('tells the work when it is lost', async () => {
    const lease = await taken('lost', 30);
    await holding(lease, 30, async (signal) => {
      await house.connection.collection<{ _id: string }>('leases').deleteOne({ _id: 'lost' });
      await eventually(() => signal.aborted);
      expect(signal.reason).toBeInstanceOf(LeaseLostError);
    });
  });
});

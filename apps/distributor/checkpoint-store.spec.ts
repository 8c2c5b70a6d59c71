import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import type { KeptPosition } from '#event-sourcing/identity/kept-position.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import type { Position, Revision, StreamName } from '#event-store/port.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { type CheckpointStore, openCheckpoints } from './checkpoint-store.js';

const at = (position: bigint): KeptPosition => ({ position: position as Position });
const LOG = '0d9a7b1e-5c56-4d3c-9a8f-6a4c0b7e2f35' as LogId;
const covering = (position: bigint): KeptPosition => ({
  position: position as Position,
  log: LOG,
  last: {
    id: '1c9fe17d-ef9a-5b42-b070-6ee165f40dd9',
    stream: 'application-1' as StreamName,
    revision: 9_007_199_254_740_993n as Revision,
    position: (position - 1n) as Position,
  },
  categories: ['application', 'fees'],
});

describe('checkpoints', () => {
  let server: MongoUnderTest;
  beforeEach(async () => {
    server = await mongoUnderTest();
  });
  afterEach(() => server.stop());

  /** Each over a connection of its own. */
  const open = async (): Promise<CheckpointStore> => openCheckpoints(await server.connect());
  /** Saves as the former release did. */
  const former = async (name: string, position: bigint) =>
    (await server.connect())
      .collection<{ _id: string }>('checkpoints')
      .updateOne({ _id: name }, { $max: { position: mongo.Long.fromBigInt(position) } }, { upsert: true });

  it('are kept under their names, exactly, however large', async () => {
    const store = await open();
    expect(await store.load('a')).toBeUndefined();
    await store.save('a', at(0n));
    await store.save('b', at(2n ** 62n + 1n));
    await store.save('a', at(9_007_199_254_740_993n));
    const again = await open();
    expect((await again.load('a'))?.position).toBe(9_007_199_254_740_993n);
    expect((await again.load('b'))?.position).toBe(2n ** 62n + 1n);
  });

  it('are gone for good once they are cleared', async () => {
    const store = await open();
    await store.save('distributor', at(7n));
    await store.clear();
    const again = await open();
    expect(await again.load('distributor')).toBeUndefined();
    await again.save('distributor', at(3n));
    expect((await again.load('distributor'))?.position).toBe(3n);
  });

  it('may be told anew at the same place: what they cover may have become more', async () => {
    const store = await open();
    await store.save('distributor', covering(7n));
    await store.save('distributor', { ...covering(7n), categories: ['application', 'fees', 'bill'] });
    expect((await store.load('distributor'))?.categories).toEqual(['application', 'fees', 'bill']);
  });

  it('say which log they are of and what they cover, exactly, once the former release’s was saved over', async () => {
    await former('distributor', 7n);
    const store = await open();
    expect(await store.load('distributor')).toEqual({ position: 7n, log: undefined, last: undefined });
    await store.save('distributor', covering(2n ** 62n));
    await store.save('distributor', { ...covering(12n), log: undefined });
    const again = await open();
    expect(await again.load('distributor')).toEqual(covering(2n ** 62n));
  });

  it('do not go back when two distributors save', async () => {
    const store = await open();
    const saved = [7n, 3n, 2n ** 62n, 12n, 2n ** 62n - 1n];
    await Promise.all(saved.map((position) => store.save('distributor', at(position))));
    expect((await store.load('distributor'))?.position).toBe(2n ** 62n);
    await store.save('distributor', at(13n));
    expect((await store.load('distributor'))?.position).toBe(2n ** 62n);
  });
});

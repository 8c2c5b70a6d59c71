import { describe, expect, it } from '@jest/globals';
import { mongo as mongodb } from 'mongoose';
import type { KeptPosition } from '#event-sourcing/identity/kept-position.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import type { Position, Revision, StreamName } from '#event-store/port.js';
import { openEnvironment } from '#runtime/lmdb/environment.js';
import { Volume } from '#runtime/lmdb/volume.js';
import { mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import type { CheckpointStore } from './checkpoint-store.js';
import { openEmbeddedCheckpoints } from './embedded-checkpoint-store.js';
import { openMongoCheckpoints } from './mongo-checkpoint-store.js';

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

/** What every driver must do; each opens the same storage as often as it is asked to. */
function describeCheckpoints(
  driver: string,
  prepare: () => Promise<{
    open: () => CheckpointStore;
    /** Saves as the former release did. */
    former: (name: string, position: bigint) => Promise<unknown>;
    remove: () => Promise<void>;
  }>,
): void {
  describe(`checkpoints, ${driver}`, () => {
    it('are kept under their names, exactly, however large', async () => {
      const { open, remove } = await prepare();
      const store = open();
      expect(await store.load('a')).toBeUndefined();
      await store.save('a', at(0n));
      await store.save('b', at(2n ** 62n + 1n));
      await store.save('a', at(9_007_199_254_740_993n));
      await store.close();
      const again = open();
      expect((await again.load('a'))?.position).toBe(9_007_199_254_740_993n);
      expect((await again.load('b'))?.position).toBe(2n ** 62n + 1n);
      await again.close();
      await remove();
    });

    it('are gone for good once they are cleared', async () => {
      const { open, remove } = await prepare();
      const store = open();
      await store.save('distributor', at(7n));
      await store.clear();
      await store.close();
      const again = open();
      expect(await again.load('distributor')).toBeUndefined();
      await again.save('distributor', at(3n));
      expect((await again.load('distributor'))?.position).toBe(3n);
      await again.close();
      await remove();
    });

    it('may be told anew at the same place: what they cover may have become more', async () => {
      const { open, remove } = await prepare();
      const store = open();
      await store.save('distributor', covering(7n));
      await store.save('distributor', { ...covering(7n), categories: ['application', 'fees', 'bill'] });
      expect((await store.load('distributor'))?.categories).toEqual(['application', 'fees', 'bill']);
      await store.close();
      await remove();
    });

    it('say which log they are of and what they cover, exactly, once the former release’s was saved over', async () => {
      const { open, former, remove } = await prepare();
      await former('distributor', 7n);
      const store = open();
      expect(await store.load('distributor')).toEqual({ position: 7n, log: undefined, last: undefined });
      await store.save('distributor', covering(2n ** 62n));
      await store.save('distributor', { ...covering(12n), log: undefined });
      await store.close();
      const again = open();
      expect(await again.load('distributor')).toEqual(covering(2n ** 62n));
      await again.close();
      await remove();
    });

    it('do not go back when two distributors save', async () => {
      const { open, remove } = await prepare();
      const store = open();
      const saved = [7n, 3n, 2n ** 62n, 12n, 2n ** 62n - 1n];
      await Promise.all(saved.map((position) => store.save('distributor', at(position))));
      expect((await store.load('distributor'))?.position).toBe(2n ** 62n);
      await store.save('distributor', at(13n));
      expect((await store.load('distributor'))?.position).toBe(2n ** 62n);
      await store.close();
      await remove();
    });
  });
}

const folder = temporaryFolders();

describeCheckpoints('embedded', async () => {
  const path = await folder();
  return {
    open: () => openEmbeddedCheckpoints({ path }),
    former: async (name, position) => {
      const positions = openEnvironment<string, string>(new Volume({ path }), { encoding: 'string' });
      await positions.put(name, String(position));
      await positions.close();
    },
    remove: () => Promise.resolve(),
  };
});

describeCheckpoints('in MongoDB', async () => {
  const mongo = await mongoUnderTest();
  const connection = await mongo.connect();
  return {
    open: () => openMongoCheckpoints(connection),
    former: (name, position) =>
      connection
        .collection<{ _id: string }>('checkpoints')
        .updateOne(
          { _id: name },
          { $max: { position: mongodb.Long.fromBigInt(position) } },
          { upsert: true },
        ),
    remove: () => mongo.stop(),
  };
});

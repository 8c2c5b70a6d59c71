import { describe, expect, it } from '@jest/globals';
import type { Position } from '#event-store/port.js';
import { mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import type { CheckpointStore } from './checkpoint-store.js';
import { openEmbeddedCheckpoints } from './embedded-checkpoint-store.js';
import { openMongoCheckpoints } from './mongo-checkpoint-store.js';

const at = (position: bigint) => position as Position;

/** What every driver must do; each opens the same storage as often as it is asked to. */
function describeCheckpoints(
  driver: string,
  prepare: () => Promise<{ open: () => CheckpointStore; remove: () => Promise<void> }>,
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
      expect(await again.load('a')).toBe(9_007_199_254_740_993n);
      expect(await again.load('b')).toBe(2n ** 62n + 1n);
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
      expect(await again.load('distributor')).toBe(3n);
      await again.close();
      await remove();
    });

    it('do not go back when two distributors save', async () => {
      const { open, remove } = await prepare();
      const store = open();
      const saved = [7n, 3n, 2n ** 62n, 12n, 2n ** 62n - 1n];
      await Promise.all(saved.map((position) => store.save('distributor', at(position))));
      expect(await store.load('distributor')).toBe(2n ** 62n);
      await store.save('distributor', at(13n));
      expect(await store.load('distributor')).toBe(2n ** 62n);
      await store.close();
      await remove();
    });
  });
}

const folder = temporaryFolders();

describeCheckpoints('embedded', async () => {
  const path = await folder();
  return { open: () => openEmbeddedCheckpoints({ path }), remove: () => Promise.resolve() };
});

describeCheckpoints('in MongoDB', async () => {
  const mongo = await mongoUnderTest();
  const connection = await mongo.connect();
  return { open: () => openMongoCheckpoints(connection), remove: () => mongo.stop() };
});

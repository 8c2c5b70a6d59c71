import type { Position } from '#event-store/port.js';
import { commit, openEnvironment } from '#platform/lmdb/environment.js';
import { Volume, type VolumeOptions } from '#platform/lmdb/volume.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** Checkpoints in an LMDB environment of their own. A save that was answered is on disk. @throws NoSpaceError */
export function openEmbeddedCheckpoints(options: VolumeOptions): CheckpointStore {
  const volume = new Volume(options);
  const positions = openEnvironment<string, string>(volume, { encoding: 'string', mapSize: 1_048_576 });
  return {
    async load(name) {
      const text = positions.get(name);
      return text === undefined ? undefined : (BigInt(text) as Position); // saved below
    },
    async save(name, position) {
      await commit(volume, () =>
        positions.transaction(() => {
          const now = positions.get(name);
          if (now === undefined || BigInt(now) < position) void positions.put(name, String(position));
        }),
      ).catch((cause: unknown) => {
        throw new Error(`the checkpoint cannot be saved in ${volume.path}`, { cause });
      });
    },
    async clear() {
      await commit(volume, async () => positions.clearAsync()).catch((cause: unknown) => {
        throw new Error(`the checkpoints cannot be cleared in ${volume.path}`, { cause });
      });
    },
    close: () => positions.close(),
  };
}

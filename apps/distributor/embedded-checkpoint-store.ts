import type { LogId } from '#event-sourcing/identity/log-identity.js';
import {
  coveredIn,
  type KeptPosition,
  storedCovered,
  type StoredCoveredEvent,
} from '#event-sourcing/identity/kept-position.js';
import type { Position } from '#event-store/port.js';
import { commit, openEnvironment } from '#runtime/lmdb/environment.js';
import { Volume, type VolumeOptions } from '#runtime/lmdb/volume.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** What a position covers, beside it: the former release finds the position as it left it. */
interface Covers {
  readonly log?: LogId | undefined;
  readonly last?: StoredCoveredEvent | undefined;
  readonly categories?: readonly string[] | undefined;
}

const coversOf = (name: string) => `${name}/covers`;

/** Checkpoints in an LMDB environment of their own. A save that was answered is on disk. @throws NoSpaceError */
export function openEmbeddedCheckpoints(options: VolumeOptions): CheckpointStore {
  const volume = new Volume(options);
  const positions = openEnvironment<string, string>(volume, { encoding: 'string', mapSize: 1_048_576 });
  return {
    async load(name) {
      const text = positions.get(name);
      if (text === undefined) return undefined;
      const { log, last, categories } = JSON.parse(positions.get(coversOf(name)) ?? '{}') as Covers; // saved below
      return { position: BigInt(text) as Position, log, last: last && coveredIn(last), categories };
    },
    async save(name, { position, log, last, categories }: KeptPosition) {
      const covers: Covers = { log, last: last && storedCovered(last), categories };
      await commit(volume, () =>
        positions.transaction(() => {
          const now = positions.get(name);
          if (now !== undefined && BigInt(now) > position) return;
          void positions.put(name, String(position));
          void positions.put(coversOf(name), JSON.stringify(covers));
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

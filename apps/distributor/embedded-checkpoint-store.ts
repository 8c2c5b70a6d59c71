import { open } from 'lmdb';
import { causeOfFailedCommit } from '#platform/lmdb/failed-commit.js';
import type { Position } from '#event-store/port.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** Checkpoints in an LMDB environment of their own, in the folder `path` (created if it is missing). */
export function openEmbeddedCheckpoints({ path }: { readonly path: string }): CheckpointStore {
  const positions = open<string, string>({
    path,
    encoding: 'string',
    noSubdir: false,
    overlappingSync: false, // a save that was answered is on disk
    eventTurnBatching: false, // else a failed commit rejects a second promise, which nobody holds
    mapSize: 1_048_576,
  });
  return {
    async load(name) {
      const text = positions.get(name);
      return text === undefined ? undefined : (BigInt(text) as Position); // saved below
    },
    async save(name, position) {
      await positions.put(name, String(position)).catch(async (error: unknown) => {
        const cause = await causeOfFailedCommit(error);
        throw new Error(`the checkpoint cannot be saved in ${path}`, { cause });
      });
    },
    close: () => positions.close(),
  };
}

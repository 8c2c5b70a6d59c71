import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import { coveredIn, type StoredCoveredEvent } from '#event-sourcing/identity/kept-position.js';
import type { Position } from '#event-store/port.js';
import { syncFolder } from '#runtime/files/sync-folder.js';
import { openEnvironment } from '#runtime/lmdb/environment.js';
import { Volume, type VolumeOptions } from '#runtime/lmdb/volume.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** What a position covers, beside it; releases before it was kept have none. */
interface Covers {
  readonly log?: LogId;
  readonly last?: StoredCoveredEvent;
  readonly categories?: readonly string[];
}

const COVERS = '/covers';

/**
 * Former releases kept the checkpoints of a data folder in an LMDB environment of their own: carries them over, once,
 * and removes it. Safe to repeat: a position that is further already stays. @throws NoSpaceError
 */
export async function carryOverCheckpoints(volume: VolumeOptions, into: CheckpointStore): Promise<void> {
  const { path } = volume;
  if (!existsSync(join(path, 'data.mdb'))) return;
  const former = openEnvironment<string, string>(new Volume(volume), { encoding: 'string' });
  const kept = new Map(Array.from(former.getRange(), ({ key, value }) => [key, value]));
  await former.close();
  for (const [name, position] of kept) {
    if (name.endsWith(COVERS)) continue;
    const { last, ...covers } = JSON.parse(kept.get(name + COVERS) ?? '{}') as Covers; // as it was saved
    await into.save(name, {
      position: BigInt(position) as Position, // likewise
      ...covers,
      last: last && coveredIn(last),
    });
  }
  await rm(path, { recursive: true });
  syncFolder(dirname(path));
}

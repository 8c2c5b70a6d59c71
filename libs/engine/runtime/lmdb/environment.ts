import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Key, open, type RootDatabase, type RootDatabaseOptions } from 'lmdb';
import { NoSpaceError, type Volume } from './volume.js';
import { ownerOnly } from '../files/owner-only.js';
import { syncFolder } from '../files/sync-folder.js';
import { messageOf } from '../message-of.js';

/** Read by the native part; the library's types leave it out. LMDB's own default is 0664. */
const OWNER_ONLY: object = { permissionsMode: 0o600 };
const FILES = ['data.mdb', 'lock.mdb'] as const;

/**
 * Opens an LMDB environment whose commits are on disk before anybody sees them, and whose files are their owner's only.
 * @throws NoSpaceError, and what LMDB says of the folder
 */
export function openEnvironment<V, K extends Key>(
  volume: Volume,
  options: RootDatabaseOptions,
): RootDatabase<V, K> {
  mkdirSync(volume.path, { recursive: true, mode: 0o700 });
  ownerOnly(volume.path);
  volume.check();
  const root = open<V, K>({
    ...options,
    path: volume.path,
    noSubdir: false,
    ...OWNER_ONLY,
    // LMDB's own commit order: data is synced first, then the meta page written through. The library's default
    // (overlapping sync) shows a commit before it is on disk, and measured no faster here.
    overlappingSync: false,
    // Batches are explicit; an implicit one has a promise of its own that nobody holds when its commit fails.
    eventTurnBatching: false,
  });
  for (const file of FILES) ownerOnly(join(volume.path, file));
  // LMDB syncs its files, but not the folders they are named in: a new store could vanish with the power.
  for (const folder of [volume.path, dirname(volume.path)]) syncFolder(folder);
  return root;
}

/** A commit failed, and why. */
export class CommitError extends Error {
  override readonly name = 'CommitError';
}

/**
 * Runs a commit; one there may be no room for is not begun.
 * @throws CommitError with the reason as its cause; NoSpaceError as cause: nothing was begun. What `write` itself
 * throws comes as a cause, too.
 */
export async function commit<T>(volume: Volume, write: () => Promise<T>): Promise<T> {
  try {
    volume.check();
    return await write();
  } catch (error) {
    const cause = await causeOf(error);
    const why = messageOf(cause);
    throw new CommitError(cause instanceof NoSpaceError ? why : `${why} (${volume.free()})`, { cause });
  }
}

/**
 * lmdb-js rejects with "Commit failed" and hands the reason over in a promise that rejects as well: unless somebody
 * waits for it, it ends the process as an unhandled rejection.
 */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (reason) {
    return reason;
  }
}

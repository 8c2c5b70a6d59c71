import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMovedLog, LogMovedError, type MovedLog } from '#event-sourcing/moved/moved-log.js';

/** Beside the embedded event store, not in it: the log stays as it is. */
const fileIn = (data: string) => join(data, 'log-moved.json');

/** Where the log of a data folder went; undefined: nowhere. @throws Error when the file cannot be read */
export async function folderMovedTo(data: string): Promise<MovedLog | undefined> {
  try {
    const moved: unknown = JSON.parse(await readFile(fileIn(data), 'utf8'));
    if (isMovedLog(moved)) return moved;
    throw new Error(`${fileIn(data)} does not say where the log went`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** For the start of whoever works on a data folder. @throws LogMovedError */
export async function folderMustNotHaveMoved(data: string): Promise<void> {
  const moved = await folderMovedTo(data);
  if (moved !== undefined)
    throw new LogMovedError(
      moved,
      data,
      `copying that one back lifts the fence, and so does removing ${fileIn(data)}`,
    );
}

/** Safe to repeat. */
export async function fenceFolder(data: string, moved: MovedLog): Promise<void> {
  await writeFile(fileIn(data), `${JSON.stringify(moved)}\n`, { flush: true });
}

/** Safe to repeat. */
export async function liftFolderFence(data: string): Promise<void> {
  await rm(fileIn(data), { force: true });
}

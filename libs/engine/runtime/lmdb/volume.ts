import { statfsSync } from 'node:fs';
import { messageOf } from '../message-of.js';

/**
 * Bytes of a disk that are left free by default. More than the largest commit takes, because LMDB itself must never
 * meet the end of the disk: lmdb-js 3.5.6 then writes its account of the failed write past the end of a buffer of 100
 * bytes (mdb_page_flush), and the process dies of it sooner or later.
 */
export const MIN_FREE_BYTES = 67_108_864;

/** A folder of an LMDB environment, and how much of its disk is kept free. */
export interface VolumeOptions {
  /** Created if it is missing. */
  readonly path: string;
  /** Writes are refused while less of the disk is free (default MIN_FREE_BYTES). */
  readonly minFreeBytes?: number;
}

/** The disk has less room than is kept free: nothing was written, and nothing will be until there is more. */
export class NoSpaceError extends Error {
  override readonly name = 'NoSpaceError';
}

/** The disk under a folder. */
export class Volume {
  readonly path: string;
  private readonly minFreeBytes: number;

  constructor({ path, minFreeBytes = MIN_FREE_BYTES }: VolumeOptions) {
    this.path = path;
    this.minFreeBytes = minFreeBytes;
  }

  /** Whether as much is free as is kept free; false, too, where that cannot be told. */
  hasRoom(): boolean {
    try {
      return freeBytes(this.path) >= this.minFreeBytes;
    } catch {
      return false;
    }
  }

  /** A look at the file system takes about two microseconds. @throws NoSpaceError */
  check(): void {
    const free = freeBytes(this.path);
    if (free >= this.minFreeBytes) return;
    throw new NoSpaceError(
      `no space left on the disk of ${this.path}: ${kib(free)} are free, ${kib(this.minFreeBytes)} are kept free`,
    );
  }

  /** How much is free, in words: LMDB reports a write cut short by a full disk as an input/output error. */
  free(): string {
    try {
      return `${kib(freeBytes(this.path))} are free there`;
    } catch (error) {
      return `nor can the folder be examined: ${messageOf(error)}`;
    }
  }
}

/** Of the disk a folder is on, for those who are not root. @throws when it cannot be examined */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

const kib = (bytes: number): string => `${Math.floor(bytes / 1_024)} KiB`;

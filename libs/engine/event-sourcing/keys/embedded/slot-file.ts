import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '#runtime/files/sync-folder.js';

/** A power of two below a disk's sector, so that a slot is written wholly or not at all. */
export const SLOT_BYTES = 64;

export interface Slot {
  readonly slot: number;
  /** 64 bytes. */
  readonly bytes: Uint8Array;
}

/**
 * A file of numbered slots of 64 bytes, each overwritten in place. A database would write the new value elsewhere and
 * leave the old one in a page it may use again some day; here wiping a slot takes its content out of the file.
 */
export class SlotFile {
  private constructor(private readonly file: FileHandle) {}

  static async open(path: string): Promise<SlotFile> {
    closeSync(openSync(path, 'a', 0o600)); // creates it if it is missing
    syncFolder(dirname(path));
    return new SlotFile(await open(path, 'r+'));
  }

  /** How many slots the file has room for so far. */
  get slots(): number {
    return Math.ceil(fstatSync(this.file.fd).size / SLOT_BYTES);
  }

  /** A slot that was never written is all zeros. */
  read(slot: number): Uint8Array {
    const bytes = Buffer.alloc(SLOT_BYTES);
    readSync(this.file.fd, bytes, 0, SLOT_BYTES, slot * SLOT_BYTES);
    return bytes;
  }

  /** Durable before it resolves. */
  async write(slots: readonly Slot[]): Promise<void> {
    for (const run of runs(slots)) {
      const bytes = Buffer.concat(run.map((slot) => slot.bytes));
      const { bytesWritten } = await this.file.write(
        bytes,
        0,
        bytes.length,
        (run[0]?.slot ?? 0) * SLOT_BYTES,
      );
      if (bytesWritten !== bytes.length) {
        throw new Error(`wrote ${bytesWritten} of ${bytes.length} bytes: is the disk full?`);
      }
    }
    await this.file.datasync();
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Neighbours go in one write. */
function runs(slots: readonly Slot[]): readonly (readonly Slot[])[] {
  const runs: Slot[][] = [];
  for (const slot of slots) {
    const run = runs.at(-1);
    if (run?.at(-1)?.slot === slot.slot - 1) run?.push(slot);
    else runs.push([slot]);
  }
  return runs;
}

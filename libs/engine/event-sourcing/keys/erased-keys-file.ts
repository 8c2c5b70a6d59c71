import type { Instant, Subject } from '#decider/brand.js';
import { createHash } from 'node:crypto';
import { access, constants, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '#runtime/files/sync-folder.js';

/** A key that is, or is about to be, destroyed. Nothing in it is personal, and nothing can be opened with it. */
export interface ErasedKey {
  readonly subject: Subject;
  /** Of the key itself: one that came back with a backup is told from one the person was given since. */
  readonly fingerprint: string;
  /** When the erasure was confirmed. */
  readonly confirmedAt: Instant;
}

/** Of a key of 32 random bytes: nobody finds the key by it. */
export function keyFingerprintOf(key: Uint8Array): string {
  return createHash('sha256').update('hawiya.erased-key.v1\n').update(key).digest('hex').slice(0, 32);
}

const LINE = /^\{"subject":"([0-9a-f]{32})","fingerprint":"([0-9a-f]{32})","confirmedAt":"([\d:.TZ-]+)"\}$/;

/**
 * The keys that were destroyed, in a file outside of everything that is backed up: a backup of keys and log brings an
 * erased person back, this list takes them away again. One line a key, only ever appended, so the files of several
 * hosts are put together with `cat`.
 *
 * Several processes may append to it: a line is one write to the end of the file, far below what a file system splits. A
 * line that a crash cut short is no key, nothing was destroyed for it yet, and the erasure adds it again when it goes on.
 */
export class ErasedKeysFile {
  /** Appends are made one after the other. */
  private last: Promise<unknown> = Promise.resolve();

  /** The file is made with its first line. */
  constructor(readonly path: string) {}

  /** Makes the folder if it is missing. @throws Error when nothing can be written there */
  async check(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    await access(dirname(this.path), constants.W_OK);
  }

  /** Durable once it resolves. */
  async add({ subject, fingerprint, confirmedAt }: ErasedKey): Promise<void> {
    const added = this.last.then(() => this.append(JSON.stringify({ subject, fingerprint, confirmedAt })));
    this.last = added.catch(() => undefined);
    await added;
  }

  /** All of them, and how many lines are none: what a crash cut short had destroyed nothing yet. */
  async read(): Promise<{ readonly keys: readonly ErasedKey[]; readonly unreadable: number }> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const keys = lines.flatMap((line) => {
      const [, subject, fingerprint, confirmedAt] = LINE.exec(line) ?? [];
      return subject === undefined || fingerprint === undefined || confirmedAt === undefined
        ? []
        : // As `add` wrote them.
          [{ subject: subject as Subject, fingerprint, confirmedAt: confirmedAt as Instant }];
    });
    return { keys, unreadable: lines.length - keys.length };
  }

  private async append(line: string): Promise<void> {
    const file = await open(this.path, 'a', 0o600);
    try {
      // Begins with a line's end: one that a crash cut short does not swallow it.
      const bytes = Buffer.from(`\n${line}\n`);
      const { bytesWritten } = await file.write(bytes);
      if (bytesWritten !== bytes.length)
        throw new Error(`only ${bytesWritten} of ${bytes.length} bytes could be added to ${this.path}`);
      await file.sync();
    } finally {
      await file.close();
    }
    syncFolder(dirname(this.path));
    await this.seesThere(line);
  }

  /** A network file system may append two hosts' lines to the same place: before a key is destroyed its line is read again. */
  private async seesThere(line: string): Promise<void> {
    const lines = (await readFile(this.path, 'utf8')).split('\n');
    if (!lines.includes(line)) throw new Error(`a line that was added to ${this.path} is not there`);
  }
}

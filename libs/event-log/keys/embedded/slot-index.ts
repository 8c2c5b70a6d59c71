import type { RootDatabase } from 'lmdb';
import type { Subject } from '#domain/kernel/brand.js';
import { isLogId, type LogId } from '../../identity/log-identity.js';
import { KeyStoreError } from '../key-store-error.js';
import { commit, openEnvironment } from '#platform/lmdb/environment.js';
import { Volume, type VolumeOptions } from '#platform/lmdb/volume.js';

/** Slots are taken from the file in blocks, so that taking one needs no commit of its own. */
const BLOCK = 256;
const NEXT = 'next-slot';
const LOG = 'log';

/** Which slot a person's key is in, and which log the keys are of. Nothing secret. */
export class SlotIndex {
  private readonly volume: Volume;
  private readonly slots: RootDatabase<number | string, string>;
  private next = 0;
  private end = 0;

  constructor(options: VolumeOptions) {
    this.volume = new Volume(options);
    this.slots = openEnvironment<number | string, string>(this.volume, {});
  }

  get(subject: Subject): number | undefined {
    return this.number(keyOf(subject));
  }

  /** A slot that was never given before, also not to another process. */
  take(): number {
    if (this.next === this.end) {
      this.volume.check();
      this.slots.transactionSync(() => {
        this.next = this.number(NEXT) ?? 1;
        this.end = this.next + BLOCK;
        this.slots.putSync(NEXT, this.end);
      });
    }
    this.next += 1;
    return this.next - 1;
  }

  /**
   * Durable before it resolves: the slots the subjects have from now on. One that got another slot in the meantime
   * (`was` tells what it had) keeps that one.
   */
  assign(
    wanted: readonly { readonly subject: Subject; readonly was: number | undefined; readonly slot: number }[],
  ): Promise<number[]> {
    return commit(this.volume, () =>
      this.slots.transaction(() =>
        wanted.map(({ subject, was, slot }) => {
          const now = this.number(keyOf(subject));
          if (now !== undefined && now !== was) return now;
          void this.slots.put(keyOf(subject), slot);
          return slot;
        }),
      ),
    );
  }

  /** @throws KeyStoreError `damaged` */
  get log(): LogId | undefined {
    const log = this.slots.get(LOG);
    if (log === undefined || isLogId(log)) return log;
    throw new KeyStoreError('damaged', 'the record of the log they belong to is damaged');
  }

  /** See KeyStoreRecord. */
  recordLog(log: LogId, former: LogId | undefined): Promise<LogId> {
    return commit(this.volume, () =>
      this.slots.transaction(() => {
        const now = this.log;
        if (now !== former && now !== undefined) return now;
        void this.slots.put(LOG, log);
        return log;
      }),
    );
  }

  close(): Promise<void> {
    return this.slots.close();
  }

  private number(key: string): number | undefined {
    const value = this.slots.get(key);
    return typeof value === 'number' ? value : undefined;
  }
}

const keyOf = (subject: Subject) => `subject:${subject}`;

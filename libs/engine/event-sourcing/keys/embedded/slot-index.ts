import type { Subject } from '#decider/brand.js';
import type { RootDatabase } from 'lmdb';
import { isLogId, type LogId } from '../../identity/log-identity.js';
import { isMovedLog, type MovedLog } from '../../moved/moved-log.js';
import { KeyStoreError } from '../key-store-error.js';
import { commit, openEnvironment } from '#runtime/lmdb/environment.js';
import { Volume, type VolumeOptions } from '#runtime/lmdb/volume.js';

/** Slots are taken from the file in blocks, so that taking one needs no commit of its own. */
const BLOCK = 256;
const NEXT = 'next-slot';
const LOG = 'log';
const MOVED = 'moved';
const SUBJECT = 'subject:';

/** A key in its place. */
export interface Placed {
  readonly keyId: string;
  readonly slot: number;
}

/**
 * Which slot a person's key is in, and which log the keys are of. Nothing secret. A key is named by its slot, unless it
 * was copied here from a store that names keys otherwise: then its id is kept here as well.
 */
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

  /** The id that the key in a slot came with; undefined: it is named by its slot. */
  idIn(slot: number): string | undefined {
    const keyId = this.slots.get(`id:${slot}`);
    return typeof keyId === 'string' ? keyId : undefined;
  }

  /** The slot of a key that came with its id. */
  slotOf(keyId: string): number | undefined {
    return this.number(`key:${keyId}`);
  }

  /** All persons who have, or had, a key. */
  *persons(): Generator<{ readonly subject: Subject; readonly slot: number }> {
    for (const { key, value } of this.slots.getRange({ start: SUBJECT, end: 'subject;' }))
      if (typeof key === 'string' && typeof value === 'number')
        yield { subject: key.slice(SUBJECT.length) as Subject, slot: value }; // as `assign` wrote it
  }

  /**
   * Places for keys that are copied here, the same ones when it is asked again; durable before it resolves. No key that
   * is made here later gets an id that one of them has. For a copy only, which has the index to itself.
   * @param own the slot that an id of this store names; undefined: it is another store's
   */
  place(keyIds: readonly string[], own: (keyId: string) => number | undefined): Promise<readonly Placed[]> {
    return commit(this.volume, () =>
      this.slots.transaction(() =>
        keyIds.map((keyId) => ({ keyId, slot: this.slotOf(keyId) ?? this.placeNew(keyId, own(keyId)) })),
      ),
    );
  }

  /** Durable before it resolves. */
  give(persons: readonly { readonly subject: Subject; readonly slot: number }[]): Promise<void> {
    return commit(this.volume, () =>
      this.slots.transaction(() => {
        for (const { subject, slot } of persons) void this.slots.put(keyOf(subject), slot);
      }),
    );
  }

  get moved(): MovedLog | undefined {
    const text = this.slots.get(MOVED);
    const moved: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
    return isMovedLog(moved) ? moved : undefined;
  }

  /** Durable before it resolves. */
  recordMoved({ to, at }: MovedLog): Promise<void> {
    return commit(this.volume, () =>
      this.slots.transaction(() => void this.slots.put(MOVED, JSON.stringify({ to, at }))),
    );
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

  private placeNew(keyId: string, own: number | undefined): number {
    const next = Math.max(this.number(NEXT) ?? 1, (own ?? 0) + 1);
    if (own !== undefined && this.idIn(own) === undefined) {
      this.slots.putSync(NEXT, next);
      return own;
    }
    this.slots.putSync(NEXT, next + 1);
    this.slots.putSync(`key:${keyId}`, next);
    this.slots.putSync(`id:${next}`, keyId);
    return next;
  }

  private number(key: string): number | undefined {
    const value = this.slots.get(key);
    return typeof value === 'number' ? value : undefined;
  }
}

const keyOf = (subject: Subject) => `${SUBJECT}${subject}`;

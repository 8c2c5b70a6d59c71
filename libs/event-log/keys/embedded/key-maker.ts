import { randomBytes } from 'node:crypto';
import type { Subject } from '#domain/kernel/brand.js';
import type { SubjectKey } from '../key-store.js';
import { asKeyStoreError } from '../key-store-error.js';
import type { SlotFile } from './slot-file.js';
import type { SlotIndex } from './slot-index.js';
import { erasedSlot, liveSlot } from './slots.js';

/** A key in its place. */
export interface PlacedKey {
  readonly slot: number;
  /** Undefined: another process gave the person a key at the same time; it is in that slot. */
  readonly key: Uint8Array | undefined;
}

interface Wanted {
  readonly subject: Subject;
  readonly was: number | undefined;
  readonly resolve: (placed: PlacedKey) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes keys; those asked for while others are being synced are made durable together. */
export class KeyMaker {
  private waiting: Wanted[] = [];
  private working: Promise<void> | undefined;

  constructor(
    private readonly masterKey: Uint8Array,
    private readonly file: SlotFile,
    private readonly index: SlotIndex,
    private readonly keyIdOf: (slot: number) => SubjectKey['keyId'],
  ) {}

  /** @param was the slot of the person's erased key, if there was one. @throws KeyStoreError `unavailable` */
  make(subject: Subject, was: number | undefined): Promise<PlacedKey> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ subject, was, resolve, reject });
      this.working ??= this.work();
    });
  }

  /** Once everything asked for is done. */
  async idle(): Promise<void> {
    await this.working;
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        const placed = await this.place(batch);
        for (const [i, { resolve, reject }] of batch.entries()) {
          const key = placed[i];
          if (key === undefined) reject(new Error('a key went missing'));
          else resolve(key);
        }
      } catch (error) {
        for (const { reject } of batch) reject(asKeyStoreError(error, 'cannot store a key'));
      }
    }
    this.working = undefined;
  }

  /** The keys first, then who has them: a slot somebody is said to have is never empty. */
  private async place(batch: readonly Wanted[]): Promise<readonly PlacedKey[]> {
    const made = batch.map(({ subject, was }) => ({
      subject,
      was,
      slot: this.index.take(),
      key: randomBytes(32),
    }));
    await this.file.write(
      made.map(({ slot, key }) => ({ slot, bytes: liveSlot(this.masterKey, this.keyIdOf(slot), key) })),
    );
    const slots = await this.index.assign(made);
    const placed = made.map(({ slot, key }, i) =>
      slots[i] === undefined || slots[i] === slot ? { slot, key } : { slot: slots[i], key: undefined },
    );
    const unused = made.filter(({ slot }, i) => placed[i]?.slot !== slot);
    if (unused.length > 0) await this.file.write(unused.map(({ slot }) => ({ slot, bytes: erasedSlot() })));
    return placed;
  }
}

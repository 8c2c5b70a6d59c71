import type { Subject } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { Coalescer } from '#runtime/coalescer.js';
import type { SubjectKey } from '../key-store.js';
import { asKeyStoreError } from '../key-store-error.js';
import { SLOT_BYTES, type SlotFile } from './slot-file.js';
import type { SlotIndex } from './slot-index.js';
import { erasedSlot, liveSlot } from './slots.js';

/** A key in its place. */
export interface PlacedKey {
  readonly slot: number;
  /** Undefined: another process gave the person a key at the same time; it is in that slot. */
  readonly key: Uint8Array | undefined;
}

interface Wanted {
  readonly bytes: number;
  readonly subject: Subject;
  readonly was: number | undefined;
  readonly resolve: (placed: PlacedKey) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes keys; those asked for while others are being synced are made durable together. */
export class KeyMaker {
  private readonly commits = new Coalescer<Wanted>((group) => this.commit(group));

  constructor(
    private readonly masterKey: Uint8Array,
    private readonly file: SlotFile,
    private readonly index: SlotIndex,
    private readonly keyIdOf: (slot: number) => SubjectKey['keyId'],
  ) {}

  /** @param was the slot of the person's erased key, if there was one. @throws KeyStoreError `unavailable` */
  make(subject: Subject, was: number | undefined): Promise<PlacedKey> {
    return new Promise((resolve, reject) => {
      this.commits.add({ bytes: SLOT_BYTES, subject, was, resolve, reject });
    });
  }

  /** Once everything asked for is done. */
  idle(): Promise<void> {
    return this.commits.idle();
  }

  private async commit(group: readonly Wanted[]): Promise<void> {
    try {
      const placed = await this.place(group);
      for (const [i, { resolve, reject }] of group.entries()) {
        const key = placed[i];
        if (key === undefined) reject(new Error('a key went missing'));
        else resolve(key);
      }
    } catch (error) {
      for (const { reject } of group) reject(asKeyStoreError(error, 'cannot store a key'));
    }
  }

  /** The keys first, then who has them: a slot somebody is said to have is never empty. */
  private async place(group: readonly Wanted[]): Promise<readonly PlacedKey[]> {
    const made = group.map(({ subject, was }) => ({
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

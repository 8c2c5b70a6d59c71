import type { KeyStoreId } from '../../identity/log-identity.js';
import type { SlotIndex } from './slot-index.js';

/** Ids of the keys in the slots: the store's name and the slot, or what a key that was copied here came with. */
export class KeyNames {
  constructor(
    /** Begins the ids of the keys made here, so that another store's are not taken for ours. */
    private readonly name: KeyStoreId,
    private readonly index: Pick<SlotIndex, 'idIn' | 'slotOf'>,
  ) {}

  in(slot: number): string {
    return this.index.idIn(slot) ?? `${this.name}.${slot}`;
  }

  slotOf(keyId: string): number | undefined {
    const slot = this.index.slotOf(keyId) ?? this.own(keyId);
    return slot !== undefined && this.in(slot) === keyId ? slot : undefined;
  }

  /** The slot that the id names if the key was made here. */
  own(keyId: string): number | undefined {
    const [name, slot = ''] = keyId.split('.');
    return name === this.name && /^[1-9]\d{0,14}$/.test(slot) ? Number(slot) : undefined;
  }
}

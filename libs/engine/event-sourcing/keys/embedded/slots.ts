import { randomBytes } from 'node:crypto';
import type { KeyStoreUse } from '../copy/copyable-keys.js';
import { KeyStoreError } from '../key-store-error.js';
import { type Slot, SLOT_BYTES, type SlotFile } from './slot-file.js';
import { unwrapKey, wrap, WRAPPED_BYTES } from '../wrapping.js';

/** First byte of a slot. Anything else, such as the 0 of a slot never written, holds no key. */
const LIVE = 1;
const ERASED = 2;
const HEADER_BYTES = 4;

/** Slot 0 holds no person's key: it names the store, shows that the master key is the right one, and how it is used. */
const STORE_SLOT = 0;
const MAGIC = { open: 'HWK1', copying: 'HWKC', moved: 'HWKM' } as const satisfies Record<
  KeyStoreUse['kind'],
  string
>;

export interface StoreSlot {
  /** 32 bytes that the store's id follows from. */
  readonly random: Uint8Array;
  readonly use: KeyStoreUse['kind'];
}

/** What stands in slot 0; a new file gets random bytes of its own. */
export function storeSlot(
  masterKey: Uint8Array,
  { random, use }: StoreSlot = { random: randomBytes(32), use: 'open' },
): Slot {
  const bytes = Buffer.concat([Buffer.from(MAGIC[use]), wrap(masterKey, 'store', random)]);
  return { slot: STORE_SLOT, bytes };
}

/** @throws KeyStoreError `wrong-master-key`, `damaged` */
export function readStoreSlot(file: SlotFile, masterKey: Uint8Array): StoreSlot {
  const slot = file.read(STORE_SLOT);
  const use = useOf(slot.subarray(0, HEADER_BYTES));
  const random = unwrapKey(masterKey, 'store', slot.subarray(HEADER_BYTES));
  if (random === undefined)
    throw new KeyStoreError('wrong-master-key', 'the keys belong to another master key');
  return { random, use };
}

function useOf(header: Uint8Array): KeyStoreUse['kind'] {
  const text = Buffer.from(header).toString('latin1');
  for (const use of ['open', 'copying', 'moved'] as const) if (MAGIC[use] === text) return use;
  throw new KeyStoreError('damaged', 'this is no file of keys');
}

export function liveSlot(masterKey: Uint8Array, keyId: string, key: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([LIVE, 0, 0, 0]), wrap(masterKey, keyId, key)]);
}

export function erasedSlot(): Uint8Array {
  const slot = Buffer.alloc(SLOT_BYTES);
  slot[0] = ERASED;
  return slot;
}

/** Without a key to it: told by its first byte. */
export const isErased = (slot: Uint8Array): boolean => slot[0] === ERASED;

/** @throws KeyStoreError `damaged` */
export function readSlot(
  slot: Uint8Array,
  masterKey: Uint8Array,
  keyId: string,
): Uint8Array | 'erased' | 'unknown' {
  if (isErased(slot)) return 'erased';
  if (slot[0] !== LIVE) return 'unknown';
  const key = unwrapKey(masterKey, keyId, slot.subarray(HEADER_BYTES, HEADER_BYTES + WRAPPED_BYTES));
  if (key === undefined) throw new KeyStoreError('damaged', `the record of key ${keyId} is damaged`);
  return key;
}

import { randomBytes } from 'node:crypto';
import { keyStoreIdOf, type KeyStoreId } from '../../identity/log-identity.js';
import { KeyStoreError } from '../key-store-error.js';
import { SLOT_BYTES, type SlotFile } from './slot-file.js';
import { unwrap, wrap, WRAPPED_BYTES } from '../wrapping.js';

/** First byte of a slot. Anything else, such as the 0 of a slot never written, holds no key. */
const LIVE = 1;
const ERASED = 2;
const HEADER_BYTES = 4;

/** Slot 0 holds no person's key: it names the store and shows that the master key is the right one. */
const STORE_SLOT = 0;
const MAGIC = Buffer.from('HWK1');

/** What stands in slot 0 of a new file. */
export function storeSlot(masterKey: Uint8Array): Uint8Array {
  return Buffer.concat([MAGIC, wrap(masterKey, 'store', randomBytes(32))]);
}

/** The store's name, which begins every key id. @throws KeyStoreError `wrong-master-key`, `damaged` */
export function readStoreName(file: SlotFile, masterKey: Uint8Array): KeyStoreId {
  const slot = file.read(STORE_SLOT);
  if (!MAGIC.equals(slot.subarray(0, HEADER_BYTES)))
    throw new KeyStoreError('damaged', 'this is no file of keys');
  const name = unwrap(masterKey, 'store', slot.subarray(HEADER_BYTES));
  if (name === undefined)
    throw new KeyStoreError('wrong-master-key', 'the keys belong to another master key');
  return keyStoreIdOf(name);
}

export function liveSlot(masterKey: Uint8Array, keyId: string, key: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([LIVE, 0, 0, 0]), wrap(masterKey, keyId, key)]);
}

export function erasedSlot(): Uint8Array {
  const slot = Buffer.alloc(SLOT_BYTES);
  slot[0] = ERASED;
  return slot;
}

/** @throws KeyStoreError `damaged` */
export function readSlot(
  slot: Uint8Array,
  masterKey: Uint8Array,
  keyId: string,
): Uint8Array | 'erased' | 'unknown' {
  if (slot[0] === ERASED) return 'erased';
  if (slot[0] !== LIVE) return 'unknown';
  const key = unwrap(masterKey, keyId, slot.subarray(HEADER_BYTES, HEADER_BYTES + WRAPPED_BYTES));
  if (key === undefined) throw new KeyStoreError('damaged', `the record of key ${keyId} is damaged`);
  return key;
}

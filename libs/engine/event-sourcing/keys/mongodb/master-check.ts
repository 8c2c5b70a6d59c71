import { randomBytes } from 'node:crypto';
import { type Connection, mongo } from 'mongoose';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';
import { keyStoreIdOf, type KeyStoreId, type LogId } from '../../identity/log-identity.js';
import type { MovedLog } from '../../moved/moved-log.js';
import type { KeyStoreUse } from '../copy/copyable-keys.js';
import { KeyStoreError, mustBeOpen } from '../key-store-error.js';
import { unwrapKey, wrap } from '../wrapping.js';

/** Something wrapped with the master key that the first process had. */
export interface StoreDocument {
  readonly _id: 'store';
  readonly wrapped: mongo.Binary;
  /** The log that is sealed with the keys. */
  readonly log?: LogId;
  /** Another store's keys are being copied into this one. */
  readonly copying?: true;
  /** Its keys went elsewhere. */
  readonly moved?: MovedLog;
}

export const STORES: DeclaredCollection = { name: 'stores', indexes: [] };

export function useOf({ copying, moved }: StoreDocument): KeyStoreUse {
  if (copying !== undefined) return { kind: 'copying' };
  return moved === undefined ? { kind: 'open' } : { kind: 'moved', moved };
}

/**
 * The store's id, if every process before this one had the same master key.
 * @throws KeyStoreError `wrong-master-key`, `half-copied`, `moved`
 */
export async function checkMasterKey(connection: Connection, masterKey: Uint8Array): Promise<KeyStoreId> {
  const stores = connection.collection<StoreDocument>(STORES.name);
  const wrapped = new mongo.Binary(wrap(masterKey, 'store', randomBytes(32)));
  const found = await stores.findOneAndUpdate(
    { _id: 'store' },
    { $setOnInsert: { wrapped } },
    { upsert: true, returnDocument: 'after' },
  );
  if (found === null) throw new KeyStoreError('damaged', 'the record of the key store is gone');
  mustBeOpen(useOf(found));
  return keyStoreIdOf(randomOf(found, masterKey));
}

/** What the store's id follows from. @throws KeyStoreError `wrong-master-key` */
export function randomOf({ wrapped }: StoreDocument, masterKey: Uint8Array): Uint8Array {
  const random = unwrapKey(masterKey, 'store', wrapped.value());
  if (random === undefined)
    throw new KeyStoreError('wrong-master-key', 'the keys belong to another master key');
  return random;
}

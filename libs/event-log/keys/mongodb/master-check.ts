import { randomBytes } from 'node:crypto';
import { type Connection, mongo } from 'mongoose';
import type { DeclaredCollection } from '#platform/mongodb/collections.js';
import { keyStoreIdOf, type KeyStoreId, type LogId } from '../../identity/log-identity.js';
import { KeyStoreError } from '../key-store-error.js';
import { unwrap, wrap } from '../wrapping.js';

/** Something wrapped with the master key that the first process had. */
export interface StoreDocument {
  readonly _id: 'store';
  readonly wrapped: mongo.Binary;
  /** The log that is sealed with the keys. */
  readonly log?: LogId;
}

export const STORES: DeclaredCollection = { name: 'stores', indexes: [] };

/** The store's id, if every process before this one had the same master key. @throws KeyStoreError `wrong-master-key` */
export async function checkMasterKey(connection: Connection, masterKey: Uint8Array): Promise<KeyStoreId> {
  const stores = connection.collection<StoreDocument>(STORES.name);
  const wrapped = new mongo.Binary(wrap(masterKey, 'store', randomBytes(32)));
  const found = await stores.findOneAndUpdate(
    { _id: 'store' },
    { $setOnInsert: { wrapped } },
    { upsert: true, returnDocument: 'after' },
  );
  const random = found === null ? undefined : unwrap(masterKey, 'store', found.wrapped.value());
  if (random === undefined)
    throw new KeyStoreError('wrong-master-key', 'the keys belong to another master key');
  return keyStoreIdOf(random);
}

import type { mongo } from 'mongoose';
import type { DeclaredCollection } from '#platform/mongodb/collections.js';

/** A person's key, or what is left of it. */
export interface KeyDocument {
  /** The key's id. */
  readonly _id: string;
  /** Whose it is; gone once it is erased, so that there is room for another one. */
  readonly subject?: string;
  /** Wrapped with the master key; gone once it is erased. */
  readonly key?: mongo.Binary;
  /** How many keys of the person were erased before. */
  readonly erasures?: number;
  /** Whose it was. */
  readonly was?: string;
  readonly erasedAt?: Date;
}

/** Two processes that make a key for one person at the same moment get the same one by the first index. */
export const KEYS: DeclaredCollection = {
  name: 'keys',
  indexes: [
    { key: { subject: 1 }, unique: true, sparse: true },
    { key: { was: 1 }, sparse: true },
  ],
};

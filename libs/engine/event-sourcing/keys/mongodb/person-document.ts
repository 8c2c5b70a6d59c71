import type { Subject } from '#decider/brand.js';
import type { mongo } from 'mongoose';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';

/** One per person: that there is but one makes two processes, asking at the same moment, get the same key. */
export interface PersonDocument {
  readonly _id: Subject;
  /** Null: erased, and the person has not come again. */
  readonly current: { readonly keyId: string; readonly wrapped: mongo.Binary } | null;
  /** Ids of the keys the person had before: what tells `erased` from `unknown`. */
  readonly erased: readonly string[];
}

export const PERSONS: DeclaredCollection = {
  name: 'persons',
  indexes: [{ key: { 'current.keyId': 1 }, unique: true, sparse: true }, { key: { erased: 1 } }],
};

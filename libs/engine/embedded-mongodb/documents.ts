import { ObjectId } from 'bson';

import { fail } from './errors.js';
import { type IndexEntry, checkedKey, indexEntriesOf, indexedPaths, keyValue } from './indexes.js';
import { encodeKey } from './key-encoding.js';
import { KIND, kindOf } from './kinds.js';
import { type Outline, outlined } from './outline.js';
import type { Collection, Snapshot, Storage } from './storage.js';
import { decode, encode, withinLimit } from './values.js';
import type { Document } from './document.js';

/** A document as it is stored: its key within the collection, its bytes, and what they say (decoded when first asked). */
export class StoredDocument {
  constructor(
    readonly idKey: Buffer,
    readonly bytes: Buffer,
    private decoded?: Document,
  ) {}

  get document(): Document {
    return (this.decoded ??= decode(this.bytes));
  }

  /** At least what the outline says of it. */
  having(outline: Outline): Document {
    return this.decoded ?? decode(outlined(this.bytes, outline));
  }
}

export function readDocument(
  storage: Storage,
  collection: Collection,
  idKey: Buffer,
  snapshot: Snapshot,
): StoredDocument | undefined {
  const key = Buffer.concat([collection.prefix, idKey]);
  const bytes =
    snapshot === undefined
      ? storage.documents.get(key)
      : storage.documents.get(key, { transaction: snapshot });
  return bytes === undefined ? undefined : new StoredDocument(idKey, bytes);
}

/** @throws CommandError InvalidIdField */
export function idKeyOf(id: unknown): Buffer {
  const kind = kindOf(id);
  if (kind === KIND.Array || kind === KIND.RegExp)
    fail('InvalidIdField', `The '_id' value cannot be of this type`);
  return encodeKey(id);
}

/** Inserts; a missing _id is made up, and _id is stored first. Within Storage.write() only. */
export function insertDocument(
  storage: Storage,
  collection: Collection,
  document: Document,
  bytes?: Buffer,
): unknown {
  const withId = '_id' in document ? document : { _id: new ObjectId(), ...document };
  const idFirst = Object.keys(withId)[0] === '_id';
  const stored =
    idFirst && withId === document && bytes !== undefined
      ? withinLimit(bytes)
      : encode({ _id: withId['_id'], ...withId });
  const id = withId['_id'];
  const idKey = idKeyOf(id);
  if (storage.documents.doesExist(checkedKey(collection.prefix, idKey))) {
    duplicate(collection.namespace, '_id_', { _id: 1 }, { _id: id });
  }
  writeDocument(storage, collection, idKey, undefined, new StoredDocument(idKey, stored, withId));
  return id;
}

/**
 * Moves one document from `before` to `after` (undefined: not there) with all its index entries: everything that can
 * be refused is checked before anything is written. Within Storage.write() only.
 */
export function writeDocument(
  storage: Storage,
  collection: Collection,
  idKey: Buffer,
  before: StoredDocument | undefined,
  after: StoredDocument | undefined,
): void {
  const multikeys = collection.indexes.filter((index) => index.multikey).length;
  const changes = entryChanges(storage, collection, idKey, before, after);
  const key = checkedKey(collection.prefix, idKey);
  if (after === undefined) void storage.documents.remove(key);
  else void storage.documents.put(key, after.bytes);
  for (const { added, removed } of changes) {
    for (const entry of removed) void storage.entries.remove(entry.key);
    for (const entry of added) void storage.entries.put(entry.key, idKey);
  }
  if (collection.indexes.filter((index) => index.multikey).length > multikeys) storage.save(collection);
}

interface EntryChange {
  readonly added: readonly IndexEntry[];
  readonly removed: readonly IndexEntry[];
}

/** @throws CommandError DuplicateKey */
function entryChanges(
  storage: Storage,
  { namespace, indexes }: Collection,
  idKey: Buffer,
  before: StoredDocument | undefined,
  after: StoredDocument | undefined,
): readonly EntryChange[] {
  const outline = indexedPaths(indexes);
  if (before !== undefined && after !== undefined) {
    if (outlined(before.bytes, outline).equals(outlined(after.bytes, outline))) return [];
  }
  const [was, is] = [before?.having(outline), after?.having(outline)];
  const none: Map<string, IndexEntry> = new Map();
  return indexes.map((index) => {
    const old = was === undefined ? none : indexEntriesOf(index, idKey, was);
    const now = is === undefined ? none : indexEntriesOf(index, idKey, is);
    const added = [...now].filter(([key]) => !old.has(key)).map(([, entry]) => entry);
    const removed = [...old].filter(([key]) => !now.has(key)).map(([, entry]) => entry);
    if (index.spec.unique === true) {
      for (const { key, values } of added) {
        if (storage.entries.doesExist(key))
          duplicate(namespace, index.spec.name, index.spec.key, keyValue(index, values));
      }
    }
    return { added, removed };
  });
}

export function duplicate(namespace: string, index: string, pattern: Document, value: Document): never {
  const shown = Object.entries(value).map(([path, found]) => `${path}: ${JSON.stringify(found)}`);
  return fail(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${index} dup key: { ${shown.join(', ')} }`,
    { keyPattern: pattern, keyValue: value },
  );
}

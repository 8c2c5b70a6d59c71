import { ObjectId } from 'bson';

import { StoredDocument, insertDocument, writeDocument } from './documents.js';
import { fail } from './errors.js';
import { encodeKey, equalValues } from './key-encoding.js';
import { type Selection, select } from './scan.js';
import type { Collection, Storage } from './storage.js';
import type { Filter } from './query.js';
import { setAt } from './update-paths.js';
import { type Modifier, compileModifier } from './update.js';
import { decode, encode, isEmbeddedDocument, isRegExp, isOperatorObject, withinLimit } from './values.js';
import type { Document } from './document.js';

/** One checked update or replacement. */
export type Change =
  | {
      readonly kind: 'replacement';
      readonly document: Document;
      /** The document as it came: stored as it is if it says its _id. */
      readonly bytes: Buffer | undefined;
    }
  | { readonly kind: 'operators'; readonly modify: Modifier };

/**
 * `bytes`: what `update` was decoded from, where that is at hand.
 * @throws CommandError FailedToParse and others: nothing was changed.
 */
export function compileChange(update: unknown, bytes?: Buffer): Change {
  if (Array.isArray(update)) return fail('NotImplemented', 'updates by a pipeline are not supported');
  if (!isEmbeddedDocument(update)) return fail('FailedToParse', 'Update argument must be an object');
  if (isOperatorObject(update)) return { kind: 'operators', modify: compileModifier(update) };
  const operator = Object.keys(update).find((field) => field.startsWith('$'));
  if (operator !== undefined)
    fail('DollarPrefixedFieldName', `The dollar ($) prefixed field '${operator}' is not valid for storage.`);
  return { kind: 'replacement', document: update, bytes };
}

/**
 * Gives the document as it is now, and whether that is news. Within Storage.write() only.
 * @throws CommandError ImmutableField, DuplicateKey and others: nothing was changed.
 */
export function changeDocument(
  storage: Storage,
  collection: Collection,
  stored: StoredDocument,
  change: Change,
): { after: StoredDocument; modified: boolean } {
  const after = changed(stored, change);
  const modified = !after.bytes.equals(stored.bytes);
  if (modified) writeDocument(storage, collection, stored.idKey, stored, after);
  return { after, modified };
}

function changed({ idKey, bytes }: StoredDocument, change: Change): StoredDocument {
  const stored = (document: Document, as = encode(document)): StoredDocument => {
    if (!encodeKey(document['_id']).equals(idKey)) immutableId();
    return new StoredDocument(idKey, as, document);
  };
  if (change.kind === 'replacement' && '_id' in change.document)
    return stored(change.document, change.bytes && withinLimit(change.bytes));
  const original = decode(bytes);
  if (change.kind === 'replacement') return stored({ _id: original['_id'], ...change.document });
  change.modify(original, false);
  return stored(original);
}

const immutableId = (): never =>
  fail('ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'");

/** The document an upsert inserts: what the filter says is equal, then the change. Within Storage.write() only. */
export function upsertDocument(
  storage: Storage,
  namespace: string,
  filter: Filter,
  change: Change,
): Document {
  const base: Document = {};
  const conditions = equalities(filter.document);
  for (const [path, value] of change.kind === 'replacement'
    ? conditions.filter(([path]) => path === '_id')
    : conditions)
    setAt(base, path, value);
  const id = base['_id'];
  if (change.kind === 'operators') change.modify(base, true);
  const made = change.kind === 'replacement' ? change.document : base;
  if (id !== undefined && '_id' in made && !equalValues(made['_id'], id)) immutableId();
  const document = '_id' in made ? made : { _id: id ?? new ObjectId(), ...made };
  insertDocument(storage, storage.collection(namespace) ?? storage.create(namespace), document);
  return document;
}

function equalities(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([path, condition]): [string, unknown][] => {
    if (path === '$and' && Array.isArray(condition))
      return condition.flatMap((part) => equalities(part as Document)); // compileFilter() checked it
    if (path.startsWith('$') || isRegExp(condition)) return [];
    if (!isOperatorObject(condition)) return [[path, condition]];
    return '$eq' in condition ? [[path, condition['$eq']]] : [];
  });
}

/** All that an update or delete finds, before it changes any of it. Within Storage.write() only. */
export function found(storage: Storage, namespace: string, selection: Selection): StoredDocument[] {
  const collection = storage.collection(namespace);
  return collection === undefined ? [] : [...select(storage, collection, selection, undefined)];
}

import { fail } from './errors.js';
import { EMPTY_ARRAY } from './kinds.js';
import { type Outline, outlineOf } from './outline.js';
import { type KeyPattern, keyPattern, keysOf, someAt } from './paths.js';
import { compileFilter } from './query.js';
import type { Document } from './document.js';

/** What a client asks for and listIndexes answers. */
export interface IndexSpec {
  readonly key: Document;
  readonly name: string;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: Document;
}

export interface Index {
  readonly id: number;
  readonly spec: IndexSpec;
  /** Some document has several keys here; never goes back. */
  multikey: boolean;
  /** Readers use an index only once it is committed; writers maintain it from its creation. */
  ready: boolean;
  readonly prefix: Buffer;
  readonly pattern: KeyPattern;
  readonly covers: (document: Document) => boolean;
  /** The paths that decide a document's entries. */
  readonly paths: ReadonlySet<string>;
}

/** The prefix of all keys of a collection or an index. */
export function prefixOf(id: number): Buffer {
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeUInt32BE(id);
  return prefix;
}

export function makeIndex(id: number, spec: IndexSpec, multikey: boolean, ready: boolean): Index {
  const pattern = keyPattern(spec.key);
  const partial = compileFilter(spec.partialFilterExpression ?? {});
  const exists = (document: Document): boolean =>
    pattern.fields.some((parts) => someAt(document, parts, (value) => value !== undefined));
  return {
    id,
    spec,
    multikey,
    ready,
    prefix: prefixOf(id),
    pattern,
    covers: spec.sparse === true ? exists : partial.matches,
    paths: new Set([...partial.paths, ...Object.keys(spec.key)]),
  };
}

const outlines = new WeakMap<readonly Index[], Outline>();

/** What decides a document's entries in all of these indexes; worked out once for a collection's. */
export function indexedPaths(indexes: readonly Index[]): Outline {
  const outline = outlines.get(indexes) ?? outlineOf(indexes.flatMap(({ paths }) => [...paths]));
  outlines.set(indexes, outline);
  return outline;
}

/** LMDB's limit with 4 KiB pages. */
const MAX_KEY_BYTES = 1978;

export function checkedKey(...parts: readonly Buffer[]): Buffer {
  const key = Buffer.concat(parts);
  if (key.length > MAX_KEY_BYTES)
    fail('KeyTooLong', `key too large to index: ${key.length} bytes, limit ${MAX_KEY_BYTES}`);
  return key;
}

export interface IndexEntry {
  readonly key: Buffer;
  /** The values under the index's fields, for the answer about a duplicate. */
  readonly values: readonly unknown[];
}

/** The entries a document has in an index. A unique index's key ends before the _id, so a duplicate is the same key. */
export function indexEntriesOf(index: Index, idKey: Buffer, document: Document): Map<string, IndexEntry> {
  const entries = new Map<string, IndexEntry>();
  if (!index.covers(document)) return entries;
  const { keys, multikey } = keysOf(document, index.pattern);
  index.multikey ||= multikey;
  for (const { bytes, values } of keys) {
    const key = checkedKey(index.prefix, bytes, ...(index.spec.unique === true ? [] : [idKey]));
    entries.set(key.toString('latin1'), { key, values });
  }
  return entries;
}

/** How MongoDB shows the key of a duplicate. */
export const keyValue = (index: Index, values: readonly unknown[]): Document =>
  Object.fromEntries(
    Object.keys(index.spec.key).map((path, i) => [
      path,
      values[i] === EMPTY_ARRAY ? undefined : (values[i] ?? null),
    ]),
  );

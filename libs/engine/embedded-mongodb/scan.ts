import { StoredDocument, readDocument } from './documents.js';
import { encodeKey } from './key-encoding.js';
import { outlineOf } from './outline.js';
import { keyPattern, leastKey } from './paths.js';
import { type Plan, planQuery } from './planner.js';
import type { Filter } from './query.js';
import type { Collection, Snapshot, Storage } from './storage.js';
import { isRegExp, isOperatorObject } from './values.js';
import type { Document } from './document.js';

export interface Selection {
  readonly filter: Filter;
  readonly sort?: Document;
  readonly hint?: unknown;
  readonly skip?: number;
  /** undefined: all. */
  readonly limit?: number | undefined;
}

/** The documents a plan's keys lead to, in the index's order, each once; not yet filtered. */
function* candidates(
  storage: Storage,
  collection: Collection,
  plan: Plan,
  snapshot: Snapshot,
): Generator<StoredDocument> {
  const { index, intervals, reverse } = plan;
  const seen = new Set<string>();
  for (const { start, end } of reverse ? intervals.toReversed() : intervals) {
    const range = {
      ...(reverse
        ? { start: end, end: start, reverse, exclusiveStart: true, inclusiveEnd: true }
        : { start, end }),
      ...(snapshot === undefined ? {} : { transaction: snapshot }),
    };
    if (index === undefined) {
      for (const { key, value } of storage.documents.getRange(range))
        yield new StoredDocument(Buffer.from(key.subarray(4)), value);
      continue;
    }
    for (const { value: idKey } of storage.entries.getRange(range)) {
      if (index.multikey) {
        const id = idKey.toString('latin1');
        if (seen.has(id)) continue;
        seen.add(id);
      }
      const stored = readDocument(storage, collection, idKey, snapshot);
      if (stored !== undefined) yield stored;
    }
  }
}

/** What find() answers, lazily where an index gives the order. Without a snapshot: within Storage.write() only. */
export function* select(
  storage: Storage,
  collection: Collection,
  selection: Selection,
  snapshot: Snapshot,
): Generator<StoredDocument> {
  const { filter, sort = {}, hint, skip = 0, limit = Infinity } = selection;
  if (namesOne(filter.document) && hint === undefined) {
    // One look-up instead of a range of one, which costs LMDB a cursor: most of what applications ask is this.
    const stored =
      skip === 0 ? readDocument(storage, collection, encodeKey(filter.document['_id']), snapshot) : undefined;
    if (stored !== undefined && filter.matches(stored.having(outlineOf(filter.paths)))) yield stored;
    return;
  }
  const plan = planQuery(collection, filter.document, sort, hint);
  let position = 0;
  const found = matching(storage, collection, filter, plan, snapshot);
  for (const stored of plan.sorted ? found : sortedBy(sort, found)) {
    if (position++ >= skip) yield stored;
    if (position >= skip + limit) return;
  }
}

function* matching(
  storage: Storage,
  collection: Collection,
  filter: Filter,
  plan: Plan,
  snapshot: Snapshot,
): Generator<StoredDocument> {
  const outline = outlineOf(filter.paths);
  for (const stored of candidates(storage, collection, plan, snapshot)) {
    // An exact plan's documents are not even decoded, others as far as the filter looks.
    if (plan.exact || filter.matches(stored.having(outline))) yield stored;
  }
}

/** The primary key leaves one document at most; what else the filter says is held against it. */
function namesOne(filter: Document): boolean {
  const id = filter['_id'];
  return id !== undefined && !isOperatorObject(id) && !isRegExp(id) && !Array.isArray(id);
}

/** Sorts by the same bytes an index would hold. */
function* sortedBy(sort: Document, matching: Iterable<StoredDocument>): Generator<StoredDocument> {
  const pattern = keyPattern(sort);
  const keyed = Array.from(matching, (stored) => ({ stored, key: leastKey(stored.document, pattern) }));
  for (const { stored } of keyed.sort((a, b) => a.key.compare(b.key))) yield stored;
}

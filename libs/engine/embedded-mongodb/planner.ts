import {
  AFTER,
  type Conditions,
  type Range,
  boundsOf,
  conditionsOf,
  descend,
  endOf,
  startOf,
} from './bounds.js';
import type { Document } from './document.js';
import { fail } from './errors.js';
import { usable } from './index-use.js';
import type { Index } from './indexes.js';
import { encodeKey } from './key-encoding.js';
import { type KeyPattern, keyPattern } from './paths.js';
import type { Collection } from './storage.js';

/** Byte ranges of keys, [start, end), in ascending order. */
export interface Interval {
  readonly start: Buffer;
  readonly end: Buffer;
}

export interface Plan {
  /** undefined: the collection itself, which is ordered by _id. */
  readonly index: Index | undefined;
  readonly intervals: readonly Interval[];
  readonly reverse: boolean;
  /** The scan's order is the sort's: nothing to sort afterwards. */
  readonly sorted: boolean;
  /** What the keys find is what the filter finds: nothing to test afterwards. */
  readonly exact: boolean;
}

const MAX_INTERVALS = 1000;
const PRIMARY: KeyPattern = { fields: [['_id']], descending: [false] };

interface Candidate {
  readonly plan: Plan;
  readonly score: number;
}

/** Follows an index's fields as long as they are points, and one range after them. */
function candidate(
  conditions: Conditions,
  sort: readonly (readonly [string, boolean])[],
  prefix: Buffer,
  pattern: KeyPattern,
  index: Index | undefined,
): Candidate {
  const multikey = index?.multikey === true;
  let prefixes: readonly Buffer[] = [prefix];
  let last: readonly Range[] | undefined;
  let bounded = 0;
  let said = 0;
  const constant = new Set<string>();
  for (const [i, parts] of pattern.fields.entries()) {
    const path = parts.join('.');
    const found = boundsOf(conditions.get(path) ?? [], multikey);
    const ranges = pattern.descending[i] ? found?.ranges.map(descend).reverse() : found?.ranges;
    if (ranges === undefined || prefixes.length * ranges.length > MAX_INTERVALS) break;
    said += found?.said ?? 0;
    bounded += ranges.every((range) => range.point) ? 2 : 1;
    if (!ranges.every((range) => range.point)) {
      last = ranges;
      break;
    }
    if (ranges.length === 1) constant.add(path);
    prefixes = prefixes.flatMap((start) => ranges.map((range) => Buffer.concat([start, range.low.bytes])));
  }
  const intervals = prefixes.flatMap((start) =>
    last === undefined
      ? [{ start, end: Buffer.concat([start, AFTER]) }]
      : last.map(({ low, high }) => ({
          start: Buffer.concat([start, startOf(low)]),
          end: Buffer.concat([start, endOf(high)]),
        })),
  );
  const direction = multikey && bounded > 0 ? undefined : sortDirection(sort, pattern, constant);
  const plan = {
    index,
    intervals,
    reverse: direction === 'backward',
    sorted: sort.length === 0 || direction !== undefined,
    exact: !multikey && said === [...conditions.values()].flat().length,
  };
  return { plan, score: bounded * 4 + (sort.length > 0 && plan.sorted ? 3 : 0) };
}

/** Whether reading the index one way gives the sort; fields held constant by the filter do not matter. */
function sortDirection(
  sort: readonly (readonly [string, boolean])[],
  { fields, descending }: KeyPattern,
  constant: ReadonlySet<string>,
): 'forward' | 'backward' | undefined {
  const wanted = sort.filter(([path]) => !constant.has(path));
  const offered = fields
    .map((parts, i) => [parts.join('.'), descending[i] === true] as const)
    .filter(([path]) => !constant.has(path));
  if (!wanted.every(([path], i) => offered[i]?.[0] === path)) return undefined;
  const flips = new Set(wanted.map(([, down], i) => down !== offered[i]?.[1]));
  return flips.size > 1 ? undefined : flips.has(true) ? 'backward' : 'forward';
}

/**
 * The most selective index by the number of bounded fields, or one that saves the sort; else the whole collection.
 * @throws CommandError BadValue for a hint at an index that is not there.
 */
export function planQuery(
  collection: Collection,
  filter: Document,
  sort: Document = {},
  hint?: unknown,
): Plan {
  const conditions = conditionsOf(filter);
  const { fields, descending } = keyPattern(sort);
  const wanted = fields.map((parts, i) => [parts.join('.'), descending[i] === true] as const);
  const primary = candidate(conditions, wanted, collection.prefix, PRIMARY, undefined);
  const candidates = collection.indexes
    .filter((index) => usable(index, conditions))
    .map((index) => candidate(conditions, wanted, index.prefix, index.pattern, index));
  if (hint !== undefined) {
    const index = hinted(collection, hint);
    return (candidates.find(({ plan }) => plan.index === index) ?? primary).plan;
  }
  return candidates.reduce((best, other) => (other.score > best.score ? other : best), primary).plan;
}

function hinted({ indexes }: Collection, hint: unknown): Index | undefined {
  const key = encodeKey(hint);
  const named = (index: string, pattern: Document): boolean =>
    hint === index || key.equals(encodeKey(pattern));
  if (named('_id_', { _id: 1 }) || named('$natural', { $natural: 1 })) return undefined;
  return (
    indexes.find(({ spec }) => named(spec.name, spec.key)) ??
    fail('BadValue', 'hint provided does not correspond to an existing index')
  );
}

import { KIND, kindOf } from './kinds.js';
import { complement, encodeKey } from './key-encoding.js';
import { isOperatorObject, isRegExp } from './values.js';
import type { Document } from './document.js';

interface Bound {
  readonly bytes: Buffer;
  readonly inclusive: boolean;
  /** The end of a type's bracket: `bytes` is its kind byte alone. */
  readonly bracket?: boolean;
}
export interface Range {
  readonly low: Bound;
  readonly high: Bound;
  readonly point: boolean;
}

/** Past everything that starts with what it follows. */
export const AFTER = Buffer.from([0xff]);

const point = (value: unknown): Range => {
  const bound = { bytes: encodeKey(value), inclusive: true };
  return { low: bound, high: bound, point: true };
};

/** Arrays are matched by element and as a whole, regular expressions by search: no interval says that. */
const isScalar = (value: unknown): boolean => kindOf(value) !== KIND.Array && !isRegExp(value);
const NAN = encodeKey(NaN);
export const isExtreme = (value: unknown): boolean =>
  kindOf(value) === KIND.MinKey || kindOf(value) === KIND.MaxKey;
const isComparable = (value: unknown): boolean =>
  isScalar(value) && !isExtreme(value) && !encodeKey(value).equals(NAN);

export type Conditions = Map<string, [operator: string, argument: unknown][]>;

/** Every condition that must hold at once, by path; $or and its like under their own name, which no index has. */
export function conditionsOf(filter: Document, found: Conditions = new Map()): Conditions {
  for (const [path, condition] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(condition)) {
      for (const part of condition) conditionsOf(part as Document, found); // prepareFilter() checked it
    } else {
      const operators = isOperatorObject(condition) ? Object.entries(condition) : [];
      const added: [string, unknown][] = operators.length > 0 ? operators : [['$eq', condition]];
      found.set(path, [...(found.get(path) ?? []), ...added]);
    }
  }
  return found;
}

interface Bounds {
  /** Ascending. The keys that can satisfy the conditions: perhaps more, never fewer. */
  readonly ranges: readonly Range[];
  /** How many of the conditions the ranges say completely. */
  readonly said: number;
}

/** undefined: any key can satisfy them. */
export function boundsOf(conditions: readonly [string, unknown][], multikey: boolean): Bounds | undefined {
  const equal = conditions.find(([name, value]) => name === '$eq' && isScalar(value));
  if (equal !== undefined) return { ranges: [point(equal[1])], said: 1 };
  const among = conditions.find(
    ([name, value]) => name === '$in' && Array.isArray(value) && value.every(isScalar),
  );
  if (among !== undefined && Array.isArray(among[1])) {
    const byKey = new Map(among[1].map((value) => [encodeKey(value).toString('latin1'), point(value)]));
    return { ranges: [...byKey.values()].sort((a, b) => a.low.bytes.compare(b.low.bytes)), said: 1 };
  }
  const comparisons = conditions.filter(([name, value]) => /^\$[gl]te?$/.test(name) && isComparable(value));
  const [first] = comparisons;
  if (first === undefined) return undefined;
  const kind = kindOf(first[1]);
  // An array may satisfy $gt with one element and $lt with another, so on a multikey index only one bound holds.
  const used = multikey ? [first] : comparisons.filter(([, value]) => kindOf(value) === kind);
  let low: Bound =
    kind === KIND.Number ? NUMBERS : { bytes: Buffer.from([kind]), inclusive: true, bracket: true };
  let high: Bound = { bytes: Buffer.from([kind]), inclusive: true, bracket: true };
  for (const [name, value] of used) {
    const bound = { bytes: encodeKey(value), inclusive: name.endsWith('e') };
    if (name.startsWith('$g')) low = tighter(bound, low, 1);
    else high = high.bracket === true ? bound : tighter(bound, high, -1);
  }
  return { ranges: [{ low, high, point: false }], said: used.length };
}

/** All numbers but NaN, which no comparison finds. */
const NUMBERS: Bound = { bytes: NAN, inclusive: false };

function tighter(bound: Bound, other: Bound, sign: 1 | -1): Bound {
  const order = bound.bytes.compare(other.bytes) * sign;
  return order > 0 || (order === 0 && !bound.inclusive) ? bound : other;
}

export const startOf = (low: Bound): Buffer =>
  low.inclusive ? low.bytes : Buffer.concat([low.bytes, AFTER]);
export function endOf({ bytes, inclusive, bracket }: Bound): Buffer {
  if (bracket === true) return Buffer.from([(bytes[0] ?? 0) + 1]);
  return inclusive ? Buffer.concat([bytes, AFTER]) : bytes;
}
const flip = (bound: Bound): Bound => ({ ...bound, bytes: complement(Buffer.from(bound.bytes)) });
export const descend = ({ low, high, point }: Range): Range => ({ low: flip(high), high: flip(low), point });

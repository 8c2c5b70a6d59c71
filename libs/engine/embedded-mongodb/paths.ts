import { fail } from './errors.js';
import { encodeKeys } from './key-encoding.js';
import { EMPTY_ARRAY } from './kinds.js';
import { isEmbeddedDocument, own, plain, toNumber } from './values.js';
import type { Document } from './document.js';

/**
 * Visits what a dotted path leads to, as MongoDB's matcher does: through each document of an array on the way, by
 * number into an array, `undefined` where the path ends early. Stops, and is true, as soon as `test` is.
 */
export function someAt(
  start: unknown,
  parts: readonly string[],
  test: (leaf: unknown) => boolean,
  from = 0,
): boolean {
  const part = parts[from];
  if (part === undefined) return test(start);
  const value = plain(start);
  if (Array.isArray(value)) {
    if (value.some((element) => isEmbeddedDocument(plain(element)) && someAt(element, parts, test, from)))
      return true;
    const index = arrayIndex(part);
    return index !== undefined && index < value.length && someAt(value[index], parts, test, from + 1);
  }
  return isEmbeddedDocument(value) ? someAt(own(value, part), parts, test, from + 1) : test(undefined);
}

/** As someAt, where an array at the end of the path also stands for each of its elements. */
export const someLeaf = (
  start: unknown,
  parts: readonly string[],
  test: (leaf: unknown) => boolean,
): boolean => someAt(start, parts, (leaf) => test(leaf) || (Array.isArray(leaf) && leaf.some(test)));

export const arrayIndex = (part: string): number | undefined =>
  /^(0|[1-9]\d{0,7})$/.test(part) ? Number(part) : undefined;

/** An index's or a sort's fields, in order. */
export interface KeyPattern {
  readonly fields: readonly (readonly string[])[];
  readonly descending: readonly boolean[];
}

export interface Key {
  readonly bytes: Buffer;
  readonly values: readonly unknown[];
}

interface Slot {
  readonly value: unknown;
  readonly parts: readonly string[];
  readonly from: number;
  /** The value is final, even where it is an array (within an array). */
  readonly done: boolean;
}

/**
 * All keys of a document under a pattern, encoded; more than one where a path meets an array (`multikey`).
 * @throws CommandError CannotIndexParallelArrays when two fields meet different arrays.
 */
export function keysOf(document: unknown, pattern: KeyPattern): { keys: Key[]; multikey: boolean } {
  const found = new Map<string, Key>();
  let multikey = false;
  const expand = (slots: readonly Slot[]): void => {
    const advanced = slots.map(advance);
    const arrays = new Set(advanced.filter((slot) => !slot.done).map((slot) => slot.value));
    if (arrays.size > 1) fail('CannotIndexParallelArrays', 'cannot index parallel arrays');
    const [array] = arrays;
    if (!Array.isArray(array)) {
      const values = advanced.map(({ value }) => value);
      const bytes = encodeKeys(values, pattern.descending);
      found.set(bytes.toString('latin1'), { bytes, values });
      return;
    }
    multikey = true;
    for (const element of array.length === 0 ? [EMPTY_ARRAY] : array) {
      expand(advanced.map((slot) => (!slot.done ? intoElement(slot, element) : slot)));
    }
  };
  expand(pattern.fields.map((parts) => ({ value: document, parts, from: 0, done: false })));
  return { keys: [...found.values()], multikey };
}

/** Follows the path up to its end or the first array, which is left to be expanded. */
function advance(slot: Slot): Slot {
  if (slot.done) return slot;
  let { value, from } = slot;
  for (let part = slot.parts[from]; part !== undefined; part = slot.parts[++from]) {
    value = plain(value);
    if (Array.isArray(value)) {
      const index = arrayIndex(part);
      if (index === undefined || index >= value.length) break;
      value = value[index];
    } else value = isEmbeddedDocument(value) ? own(value, part) : undefined;
  }
  return { value, parts: slot.parts, from, done: !Array.isArray(value) };
}

function intoElement(slot: Slot, element: unknown): Slot {
  if (slot.from === slot.parts.length) return { ...slot, value: element, done: true };
  return isEmbeddedDocument(plain(element))
    ? { ...slot, value: element }
    : { ...slot, value: undefined, done: true };
}

/** What a document is sorted by: of several keys the first in order. */
export const leastKey = (document: unknown, pattern: KeyPattern): Buffer =>
  keysOf(document, pattern)
    .keys.map(({ bytes }) => bytes)
    .reduce((least, key) => (least.compare(key) <= 0 ? least : key));

/** @throws CommandError BadValue for what is no path ($natural) and unless every direction is 1 or -1. */
export function keyPattern(spec: Document): KeyPattern {
  const directions = Object.values(spec).map(toNumber);
  const isPlain = directions.every((direction) => direction === 1 || direction === -1);
  if (!isPlain || Object.keys(spec).some((path) => /(^|\.)(\$|$)/.test(path) || path.startsWith('.'))) {
    return fail('BadValue', 'keys must be field paths, and directions 1 or -1');
  }
  return {
    fields: Object.keys(spec).map((path) => path.split('.')),
    descending: directions.map((direction) => direction === -1),
  };
}

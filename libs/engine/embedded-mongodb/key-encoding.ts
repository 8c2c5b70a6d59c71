import type { BSONRegExp, BSONSymbol, Binary, Code, ObjectId, Timestamp } from 'bson';

import { KIND, kindOf } from './kinds.js';
import { bsonType, plain } from './values.js';
import type { Document } from './document.js';

/**
 * Bytes whose memcmp order is MongoDB's comparison order, so that LMDB's order of keys is the sort order, and
 * sorting in memory (which compares the same bytes) cannot differ from sorting by an index.
 * Every encoded value is self-delimiting: a compound key is the concatenation of its fields.
 */
let scratch = Buffer.allocUnsafe(4096);
let at = 0;

function room(bytes: number): void {
  if (at + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, at + bytes));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

function put(...bytes: readonly number[]): void {
  room(bytes.length);
  for (const byte of bytes) scratch[at++] = byte;
}

function putBytes(bytes: Uint8Array): void {
  room(bytes.length);
  scratch.set(bytes, at);
  at += bytes.length;
}

/**
 * UTF-8 ended by 00; 00 and 01 inside become 01 01 and 01 02. No text's bytes begin with another's: under complement,
 * where what is longer comes first, a range around "a" would else hold "a\0".
 */
function putText(text: string): void {
  if (text.includes('\u0000') || text.includes('\u0001')) {
    for (const byte of Buffer.from(text)) put(...(byte <= 1 ? [1, byte + 1] : [byte]));
  } else {
    room(text.length * 3);
    at += scratch.write(text, at);
  }
  put(0);
}

/**
 * Any BSON number exactly, as sign, decimal exponent and decimal digits (two a byte): 1, Long(1), 1.0 and
 * Decimal128("1.00") are the same bytes, and 2^53+1 differs from 2^53.
 */
function putNumber(literal: string): void {
  if (literal === 'NaN') return put(0);
  if (literal.endsWith('Infinity')) return put(literal.startsWith('-') ? 1 : 5);
  const [, sign, whole = '', fraction = '', power = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits === '') return put(3);
  const exponent = Number(power) + whole.length - (whole.length + fraction.length - digits.length) + 0x4000;
  const flip = sign === '-' ? 0xff : 0;
  put(flip ? 2 : 4, (exponent >> 8) ^ flip, (exponent & 0xff) ^ flip);
  const significant = digits.replace(/0+$/, '');
  for (let i = 0; i < significant.length; i += 2)
    put((Number(significant.slice(i, i + 2).padEnd(2, '0')) + 1) ^ flip);
  put(flip);
}

/** A double has a finite decimal expansion; this is all of it, where toString() gives the shortest that reads back. */
function exactLiteral(double: number): string {
  if (Number.isSafeInteger(double) || !Number.isFinite(double)) return String(double);
  if (Number.isInteger(double)) return BigInt(double).toString();
  let scale = 0;
  let scaled = Math.abs(double);
  // Multiplying by two is exact, so this ends at the integer mantissa.
  while (!Number.isInteger(scaled)) [scaled, scale] = [scaled * 2, scale + 1];
  return `${double < 0 ? '-' : ''}${BigInt(scaled) * 5n ** BigInt(scale)}e-${scale}`;
}

const numberLiteral = (value: unknown): string =>
  typeof value === 'number'
    ? exactLiteral(value)
    : bsonType(value) === 'Double'
      ? exactLiteral(Number(value))
      : String(value);

function put64(value: bigint): void {
  room(8);
  at = scratch.writeBigUInt64BE(value, at);
}

function putValue(value: unknown): void {
  const kind = kindOf(value);
  put(kind);
  putBody(kind, value);
}

// The casts below restate what kindOf() has just established from the BSON type tag.
function putBody(kind: number, value: unknown): void {
  switch (kind) {
    case KIND.Number:
      return putNumber(numberLiteral(value));
    case KIND.String:
      return putText(typeof value === 'string' ? value : (value as BSONSymbol).value);
    case KIND.Object:
      for (const [field, element] of Object.entries(plain(value) as Document)) {
        const elementKind = kindOf(element);
        put(elementKind);
        putText(field);
        putBody(elementKind, element);
      }
      return put(0);
    case KIND.Array:
      for (const element of value as unknown[]) putValue(element);
      return put(0);
    case KIND.Binary: {
      const { sub_type: subtype, position } = value as Binary;
      put(position >>> 24, (position >>> 16) & 0xff, (position >>> 8) & 0xff, position & 0xff, subtype);
      return putBytes((value as Binary).buffer.subarray(0, position));
    }
    case KIND.ObjectId:
      return putBytes((value as ObjectId).id);
    case KIND.Boolean:
      return put(value === true ? 1 : 0);
    case KIND.Date:
      return put64(BigInt((value as Date).getTime()) + (1n << 63n));
    case KIND.Timestamp:
      return put64((value as Timestamp).toBigInt());
    case KIND.RegExp: {
      const { pattern, options } =
        value instanceof RegExp ? { pattern: value.source, options: value.flags } : (value as BSONRegExp);
      putText(pattern);
      return putText(options);
    }
    case KIND.Code:
      putText((value as Code).code);
      return putValue((value as Code).scope);
    default:
  }
}

/** One value, ascending. The result is a copy the caller may keep. */
export function encodeKey(value: unknown): Buffer {
  at = 0;
  putValue(value);
  return Buffer.from(scratch.subarray(0, at));
}

/** The fields of a compound key, each with its direction: a descending field's bytes are complemented. */
export function encodeKeys(values: readonly unknown[], descending: readonly boolean[]): Buffer {
  at = 0;
  for (const [i, value] of values.entries()) {
    const from = at;
    putValue(value);
    if (descending[i]) complement(scratch.subarray(from, at));
  }
  return Buffer.from(scratch.subarray(0, at));
}

export function complement(bytes: Buffer): Buffer {
  for (let i = 0; i < bytes.length; i++) bytes[i] = ~(bytes[i] ?? 0);
  return bytes;
}

/** MongoDB's order over all BSON values: negative, 0, positive. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number' && a < b) return -1;
  const kind = kindOf(a) - kindOf(b);
  return kind !== 0 ? kind : Buffer.compare(encodeKey(a), encodeKey(b));
}

export const equalValues = (a: unknown, b: unknown): boolean =>
  a === b || (kindOf(a) === kindOf(b) && encodeKey(a).equals(encodeKey(b)));

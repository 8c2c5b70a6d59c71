import { bsonType } from './values.js';

/** The kinds of values in the order in which MongoDB compares them; the first byte of an encoded key. */
export const KIND = {
  MinKey: 0x05,
  EmptyArray: 0x08,
  Null: 0x0a,
  Number: 0x14,
  String: 0x1e,
  Object: 0x28,
  Array: 0x32,
  Binary: 0x3c,
  ObjectId: 0x46,
  Boolean: 0x50,
  Date: 0x5a,
  Timestamp: 0x64,
  RegExp: 0x6e,
  Code: 0x74,
  MaxKey: 0x7a,
} as const;

/** How an empty array is indexed and sorted: below null, like MongoDB's `undefined`. */
export const EMPTY_ARRAY = Symbol('empty array');

const BSON_KINDS: { [type: string]: number } = {
  Int32: KIND.Number,
  Double: KIND.Number,
  Long: KIND.Number,
  Decimal128: KIND.Number,
  ObjectId: KIND.ObjectId,
  Binary: KIND.Binary,
  Timestamp: KIND.Timestamp,
  BSONRegExp: KIND.RegExp,
  BSONSymbol: KIND.String,
  Code: KIND.Code,
  MinKey: KIND.MinKey,
  MaxKey: KIND.MaxKey,
};

/** The bracket within which MongoDB compares: `{$gt: 5}` finds numbers only. Missing counts as null. */
export function kindOf(value: unknown): number {
  switch (typeof value) {
    case 'undefined':
      return KIND.Null;
    case 'string':
      return KIND.String;
    case 'number':
      return KIND.Number;
    case 'boolean':
      return KIND.Boolean;
    case 'symbol':
      return KIND.EmptyArray;
    default:
  }
  if (value === null) return KIND.Null;
  if (Array.isArray(value)) return KIND.Array;
  if (value instanceof Date) return KIND.Date;
  if (value instanceof RegExp) return KIND.RegExp;
  return BSON_KINDS[bsonType(value) ?? ''] ?? KIND.Object;
}

import { BSONRegExp, BSONValue, DBRef, Double, Int32, type Long, deserialize, serialize } from 'bson';

import { fail } from './errors.js';
import type { Document } from './document.js';

/** Numbers keep their BSON type (Int32, Double, Long, Decimal128), so an update never changes what it does not touch. */
export const decode = (bytes: Uint8Array): Document =>
  deserialize(bytes, { promoteValues: false, bsonRegExp: true });

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** @throws CommandError BSONObjectTooLarge above 16 MiB. */
export function encode(document: Document): Buffer {
  let bytes: Uint8Array;
  try {
    bytes = serialize(document, { ignoreUndefined: true });
  } catch (error) {
    // js-bson writes into a 17 MiB scratch buffer and runs over its end.
    if (error instanceof RangeError) return fail('BSONObjectTooLarge', 'object to insert too large');
    throw error;
  }
  return withinLimit(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** @throws CommandError BSONObjectTooLarge above 16 MiB. */
export function withinLimit(bytes: Buffer): Buffer {
  if (bytes.length <= MAX_DOCUMENT_BYTES) return bytes;
  return fail(
    'BSONObjectTooLarge',
    `object of ${bytes.length} bytes is too large, max size: ${MAX_DOCUMENT_BYTES}`,
  );
}

export const bsonType = (value: unknown): string | undefined =>
  value instanceof BSONValue ? value['_bsontype'] : undefined;

/** Not instanceof: a Timestamp is a Long to JavaScript. */
export const isLong = (value: unknown): value is Long => bsonType(value) === 'Long';

export const isRegExp = (value: unknown): value is BSONRegExp | RegExp =>
  value instanceof BSONRegExp || value instanceof RegExp;

/** An embedded document, and nothing else that JavaScript calls an object. */
export const isEmbeddedDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** {$gt: 1}, in contrast to a document to be equal to. */
export const isOperatorObject = (value: unknown): value is Document =>
  isEmbeddedDocument(value) && Object.keys(value)[0]?.startsWith('$') === true;

/** js-bson turns {$ref, $id} into a DBRef: seen as the document it is. */
export const plain = (value: unknown): unknown => (value instanceof DBRef ? value.toJSON() : value);

export const own = (object: Document, field: string): unknown =>
  Object.hasOwn(object, field) ? object[field] : undefined;

/** The JavaScript number of a BSON number within the safe range; undefined for anything else. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  return isLong(value) && Number.isSafeInteger(value.toNumber()) ? value.toNumber() : undefined;
}

export const truthy = (value: unknown): boolean =>
  value !== false && value !== null && value !== undefined && !isZero(value);

const isZero = (value: unknown): boolean =>
  toNumber(value) === 0 || (bsonType(value) === 'Decimal128' && Number(String(value)) === 0);

import { BSONRegExp, BSONSymbol, Binary, Decimal128, Double, Int32, UUID } from 'bson';

import { fail } from './errors.js';
import { toRegExp } from './regular-expression.js';
import { isLong, isObject } from './values.js';

/** mingo tells values apart by toString(), which for binary is lossy UTF-8: bytes that differ would be grouped together. */
class ComparableBinary extends Binary {
  override toString(): string {
    return `${this.sub_type}:${Buffer.from(this.buffer).toString('hex', 0, this.position)}`;
  }
}

/**
 * The same value with JavaScript numbers, which is what mingo computes with.
 * @throws CommandError NotImplemented for numbers it would compute wrongly: Decimal128, and 64-bit beyond 2^53.
 */
export function promote(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (Array.isArray(value)) return value.map(promote);
  if (isObject(value)) {
    const promoted: { [field: string]: unknown } = {};
    for (const field of Object.keys(value)) promoted[field] = promote(value[field]);
    return promoted;
  }
  if (value instanceof Decimal128 || (isLong(value) && !Number.isSafeInteger(value.toNumber()))) {
    return fail(
      'NotImplemented',
      `expressions over decimal and over 64-bit numbers beyond 2^53 are not supported`,
    );
  }
  if (isLong(value)) return value.toNumber();
  if (value instanceof BSONRegExp) return toRegExp(value);
  if (value instanceof BSONSymbol) return value.value;
  if (value instanceof Binary && !(value instanceof UUID))
    return new ComparableBinary(value.value(), value.sub_type);
  return value;
}

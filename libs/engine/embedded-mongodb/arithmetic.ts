import { Double, Int32, Long } from 'bson';

import { fail } from './errors.js';
import { KIND, kindOf } from './kinds.js';
import { bsonType } from './values.js';

/**
 * $inc in BSON's types: the wider of the two wins, and an int that overflows becomes a long.
 * @throws CommandError TypeMismatch, BadValue (64-bit overflow), NotImplemented (decimals)
 */
export function increment(current: unknown, by: unknown): unknown {
  for (const value of [current, by]) {
    if (kindOf(value) !== KIND.Number)
      fail('TypeMismatch', 'Cannot apply $inc with a value of non-numeric type');
    if (bsonType(value) === 'Decimal128') fail('NotImplemented', 'adding decimal numbers is not supported');
  }
  const types = [bsonType(current), bsonType(by)];
  if (types.includes('Double')) return new Double(Number(current) + Number(by));
  const sum = BigInt(String(current)) + BigInt(String(by));
  if (BigInt.asIntN(64, sum) !== sum) fail('BadValue', 'Failed to apply $inc: 64-bit overflow');
  const isInt = !types.includes('Long') && BigInt.asIntN(32, sum) === sum;
  return isInt ? new Int32(Number(sum)) : Long.fromBigInt(sum);
}

import { Double, Int32, Long } from 'bson';

import { fail } from './errors.js';
import { KIND, kindOf } from './kinds.js';
import { bsonType } from './values.js';

/**
 * $inc and $mul in BSON's types: the wider of the two wins, and an int that overflows becomes a long.
 * @throws CommandError TypeMismatch, BadValue (64-bit overflow), NotImplemented (decimals)
 */
export function calculate(name: '$inc' | '$mul', current: unknown, operand: unknown): unknown {
  for (const value of [current, operand]) {
    if (kindOf(value) !== KIND.Number)
      fail('TypeMismatch', `Cannot apply ${name} with a value of non-numeric type`);
    if (bsonType(value) === 'Decimal128')
      fail('NotImplemented', `${name} of decimal numbers is not supported`);
  }
  const types = [typeOf(current), typeOf(operand)];
  if (types.includes('Double')) {
    const [a, b] = [Number(current), Number(operand)];
    return new Double(name === '$inc' ? a + b : a * b);
  }
  const [a, b] = [BigInt(String(current)), BigInt(String(operand))];
  const result = name === '$inc' ? a + b : a * b;
  if (BigInt.asIntN(64, result) !== result) fail('BadValue', `Failed to apply ${name}: 64-bit overflow`);
  const isInt = !types.includes('Long') && BigInt.asIntN(32, result) === result;
  return isInt ? new Int32(Number(result)) : Long.fromBigInt(result);
}

/** A plain JavaScript number (from a pipeline) is what js-bson would make of it. */
const typeOf = (value: unknown): string =>
  bsonType(value) ??
  (Number.isInteger(value) && BigInt.asIntN(32, BigInt(Number(value))) === BigInt(Number(value))
    ? 'Int32'
    : 'Double');

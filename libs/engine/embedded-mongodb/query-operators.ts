import { fail } from './errors.js';
import { compareValues, encodeKey, equalValues } from './key-encoding.js';
import { KIND, kindOf } from './kinds.js';
import { someAt, someLeaf } from './paths.js';
import { toRegExp } from './regular-expression.js';
import { isRegExp, toNumber, truthy } from './values.js';

export type Test = (value: unknown) => boolean;

/** What a filter says of one path, as a test of the whole document. */
export type Operator = (path: string, argument: unknown) => Test;

/** A predicate on one value; an array at the end of the path is tried as a whole and by element. */
const onLeaf =
  (make: (argument: unknown) => Test): Operator =>
  (path, argument) => {
    const parts = path.split('.');
    const test = make(argument);
    return (document) => someLeaf(document, parts, test);
  };

export const not =
  (test: Test): Test =>
  (value) =>
    !test(value);

const isNull: Test = (value) => value === null || value === undefined;

function equals(argument: unknown): Test {
  if (isNull(argument)) return isNull;
  if (isRegExp(argument)) {
    const pattern = toRegExp(argument);
    return (value) => (typeof value === 'string' ? pattern.test(value) : equalValues(value, argument));
  }
  if (typeof argument === 'string' || typeof argument === 'boolean') return (value) => value === argument;
  const kind = kindOf(argument);
  const key = encodeKey(argument);
  const number = toNumber(argument);
  return (value) => {
    if (kindOf(value) !== kind) return false;
    return (number !== undefined && toNumber(value) === number) || encodeKey(value).equals(key);
  };
}

const isNaNumber: Test = (value) => kindOf(value) === KIND.Number && Number.isNaN(Number(value));

/** Compares within the argument's kind only; NaN is neither below nor above anything. */
const compares =
  (accept: (order: number) => boolean) =>
  (argument: unknown): Test => {
    const kind = kindOf(argument);
    if (kind === KIND.RegExp) fail('BadValue', "Can't have RegEx as arg to predicate over field");
    if (kind === KIND.MinKey || kind === KIND.MaxKey)
      return (value) => accept(compareValues(value, argument));
    if (kind === KIND.Null) return (value) => accept(0) && isNull(value);
    if (isNaNumber(argument)) return (value) => accept(0) && isNaNumber(value);
    const number = toNumber(argument);
    return (value) => {
      if (kindOf(value) !== kind || isNaNumber(value)) return false;
      const other = number === undefined ? undefined : toNumber(value);
      return accept(
        number === undefined || other === undefined ? compareValues(value, argument) : other - number,
      );
    };
  };

function isIn(argument: unknown): Test {
  if (!Array.isArray(argument)) return fail('BadValue', '$in needs an array');
  const patterns = argument.filter(isRegExp).map(equals);
  const keys = new Set(argument.map((value) => encodeKey(value).toString('latin1')));
  return (value) =>
    keys.has(encodeKey(value).toString('latin1')) || patterns.some((matches) => matches(value));
}

const $eq = onLeaf(equals);
const $in = onLeaf(isIn);

/** By name; `$regex` and `$not` are the filter's own business. Any other is refused. */
export const QUERY_OPERATORS = {
  $eq,
  $ne: (path, argument) => not($eq(path, argument)),
  $in,
  $nin: (path, argument) => not($in(path, argument)),
  $gt: onLeaf(compares((order) => order > 0)),
  $gte: onLeaf(compares((order) => order >= 0)),
  $lt: onLeaf(compares((order) => order < 0)),
  $lte: onLeaf(compares((order) => order <= 0)),
  $exists: (path, argument) => {
    const parts = path.split('.');
    const exists: Test = (document) => someAt(document, parts, (value) => value !== undefined);
    return truthy(argument) ? exists : not(exists);
  },
} satisfies { readonly [name: string]: Operator };

import { evalExpr } from 'mingo/core';
import { $and, $nor, $not, $or } from 'mingo/operators/query/logical';
import { Query } from 'mingo/query';
import type { Options } from 'mingo/types';

import { fail } from './errors.js';
import { KIND, kindOf } from './kinds.js';
import { compareValues, encodeKey, equalValues } from './key-encoding.js';
import { someAt, someLeaf } from './paths.js';
import { promote } from './promote.js';
import { toRegExp } from './regular-expression.js';
import {
  type Document,
  bsonType,
  isObject,
  isOperatorObject,
  isRegExp,
  plain,
  toNumber,
  truthy,
} from './values.js';

type Test = (value: unknown) => boolean;
type Operator = (path: string, argument: unknown, options: Options) => Test;

/** A predicate on one value; an array at the end of the path is tried as a whole and by element. */
const onLeaf =
  (make: (argument: unknown) => Test): Operator =>
  (path, argument) => {
    const parts = path.split('.');
    const test = make(argument);
    return (document) => someLeaf(document, parts, test);
  };

const onWhole =
  (make: (argument: unknown, options: Options) => Test): Operator =>
  (path, argument, options) => {
    const parts = path.split('.');
    const test = make(argument, options);
    return (document) => someAt(document, parts, test);
  };

const not =
  (operator: Operator): Operator =>
  (path, argument, options) => {
    const test = operator(path, argument, options);
    return (document) => !test(document);
  };

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

/** $type's aliases and numbers, and the kind or the BSON class they mean. */
const TYPES: readonly (readonly [alias: string, number: number, meaning: number | string])[] = [
  ['double', 1, 'Double'],
  ['string', 2, KIND.String],
  ['object', 3, KIND.Object],
  ['array', 4, KIND.Array],
  ['binData', 5, KIND.Binary],
  ['objectId', 7, KIND.ObjectId],
  ['bool', 8, KIND.Boolean],
  ['date', 9, KIND.Date],
  ['null', 10, KIND.Null],
  ['regex', 11, KIND.RegExp],
  ['int', 16, 'Int32'],
  ['timestamp', 17, KIND.Timestamp],
  ['long', 18, 'Long'],
  ['decimal', 19, 'Decimal128'],
  ['minKey', -1, KIND.MinKey],
  ['maxKey', 127, KIND.MaxKey],
  ['number', NaN, KIND.Number],
];

function hasType(argument: unknown): Test {
  const meanings = (Array.isArray(argument) ? argument : [argument]).map((wanted) => {
    const type = TYPES.find(([alias, number]) => alias === wanted || number === toNumber(wanted));
    return type?.[2] ?? fail('BadValue', `Unknown type name alias: ${String(wanted)}`);
  });
  return (value) =>
    value !== undefined &&
    meanings.some((meaning) => meaning === kindOf(value) || meaning === bsonType(value));
}

function mod(argument: unknown): Test {
  const [divisor, remainder] = Array.isArray(argument) && argument.length === 2 ? argument.map(toNumber) : [];
  if (divisor === undefined || remainder === undefined || Math.trunc(divisor) === 0) {
    return fail('BadValue', 'malformed mod: needs a non-zero divisor and a remainder');
  }
  return (value) => {
    const number = toNumber(value);
    return number !== undefined && Math.trunc(number) % Math.trunc(divisor) === Math.trunc(remainder);
  };
}

function elementMatches(argument: unknown, options: Options): Test {
  if (!isObject(argument)) return fail('BadValue', '$elemMatch needs an Object');
  const byValue =
    isOperatorObject(argument) && !['$and', '$or', '$nor', '$expr'].includes(Object.keys(argument)[0] ?? '');
  const query = new Query(byValue ? { element: argument } : argument, options);
  const test: Test = byValue
    ? (element) => query.test({ element })
    : (element) => isObject(plain(element)) && query.test(element as Document);
  return (value) => Array.isArray(value) && value.some(test);
}

const $eq = onLeaf(equals);
const $in = onLeaf(isIn);
const $elemMatch = onWhole(elementMatches);

const $all: Operator = (path, argument, options) => {
  if (!Array.isArray(argument)) return fail('BadValue', '$all needs an array');
  const tests = argument.map((item) =>
    isObject(item) && '$elemMatch' in item
      ? $elemMatch(path, item['$elemMatch'], options)
      : $eq(path, item, options),
  );
  return (document) => tests.length > 0 && tests.every((test) => test(document));
};

/** The query operators that mingo answers otherwise than MongoDB, over BSON values. */
const OPERATORS: { [name: `$${string}`]: Operator } = {
  $eq,
  $ne: not($eq),
  $in,
  $nin: not($in),
  $gt: onLeaf(compares((order) => order > 0)),
  $gte: onLeaf(compares((order) => order >= 0)),
  $lt: onLeaf(compares((order) => order < 0)),
  $lte: onLeaf(compares((order) => order <= 0)),
  // Not $regex: mingo would rebuild it, and stumble over BSON's own type of regular expression.
  $matches: $eq,
  $mod: onLeaf(mod),
  $type: onLeaf(hasType),
  $exists: (path, argument, options) => {
    const exists = onWhole(() => (value) => value !== undefined);
    return (truthy(argument) ? exists : not(exists))(path, argument, options);
  },
  $size: onWhole((argument) => {
    const size = toNumber(argument) ?? fail('BadValue', '$size must be a whole number');
    return (value) => Array.isArray(value) && value.length === size;
  }),
  $all,
  $elemMatch,
  $expr: (_path, argument, options) => (document) => truthy(evalExpr(promote(document), argument, options)),
};

export const QUERY_OPERATORS = { ...OPERATORS, $and, $or, $nor, $not };

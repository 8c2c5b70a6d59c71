import { ObjectId } from 'bson';
import { evalExpr } from 'mingo/core';
import * as mingo from 'mingo/operators/expression';
import type { Options } from 'mingo/types';

import { fail } from './errors.js';
import { compareValues, equalValues } from './key-encoding.js';
import { EMPTY_ARRAY } from './kinds.js';
import { isObject, truthy } from './values.js';

type Expression = (document: unknown, argument: unknown, options: Options) => unknown;

/** Unlike in a filter, what is missing is not null here: it comes before. */
const comparison =
  (name: string, compute: (left: unknown, right: unknown) => unknown): Expression =>
  (document, argument, options) => {
    if (!Array.isArray(argument) || argument.length !== 2) {
      return fail('BadValue', `Expression ${name} takes exactly 2 arguments`);
    }
    const [left, right] = argument.map((one) => evalExpr(document, one, options));
    return compute(left === undefined ? EMPTY_ARRAY : left, right === undefined ? EMPTY_ARRAY : right);
  };

const { $function: _script, ...safe } = mingo;

/** mingo's expressions; those here it would answer otherwise than MongoDB, which compares in BSON's order. */
export const EXPRESSIONS = {
  ...safe,
  $eq: comparison('$eq', equalValues),
  $ne: comparison('$ne', (a, b) => !equalValues(a, b)),
  $gt: comparison('$gt', (a, b) => compareValues(a, b) > 0),
  $gte: comparison('$gte', (a, b) => compareValues(a, b) >= 0),
  $lt: comparison('$lt', (a, b) => compareValues(a, b) < 0),
  $lte: comparison('$lte', (a, b) => compareValues(a, b) <= 0),
  $cmp: comparison('$cmp', (a, b) => Math.sign(compareValues(a, b))),
  $size: ((document, argument, options) => {
    const value = evalExpr(
      document,
      Array.isArray(argument) && argument.length === 1 ? argument[0] : argument,
      options,
    );
    return Array.isArray(value)
      ? value.length
      : fail('Location17124', 'The argument to $size must be an array');
  }) satisfies Expression,
  $switch: ((document, argument, options) => {
    const branches: unknown[] =
      isObject(argument) && Array.isArray(argument['branches']) ? argument['branches'] : [];
    const taken = branches.find((one) => isObject(one) && truthy(evalExpr(document, one['case'], options)));
    if (isObject(taken)) return evalExpr(document, taken['then'], options);
    if (isObject(argument) && 'default' in argument) return evalExpr(document, argument['default'], options);
    return fail(
      'Location40066',
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  }) satisfies Expression,
  $toString: ((document, argument, options) => {
    const value = evalExpr(document, argument, options);
    return value instanceof ObjectId ? value.toHexString() : safe.$toString({}, { $literal: value }, options);
  }) satisfies Expression,
  // Numbers reach mingo without their BSON type.
  $type: (() =>
    fail(
      'NotImplemented',
      'the $type expression is not supported, only the query operator',
    )) satisfies Expression,
};

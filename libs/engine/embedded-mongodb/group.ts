import { Double, Int32 } from 'bson';

import { increment } from './arithmetic.js';
import type { Document } from './document.js';
import { fail } from './errors.js';
import { type Expression, compileExpression } from './expressions.js';
import { compareValues, encodeKey } from './key-encoding.js';
import { KIND, kindOf } from './kinds.js';
import { isEmbeddedDocument } from './values.js';

/** Takes the values of one group's documents, one after the other, and has a result at any time. */
interface Accumulator {
  readonly add: (value: unknown) => void;
  readonly result: () => unknown;
}

const isNumber = (value: unknown): boolean => kindOf(value) === KIND.Number;

function sum(): Accumulator {
  let total: unknown = new Int32(0);
  return { add: (value) => void (isNumber(value) && (total = increment(total, value))), result: () => total };
}

function average(): Accumulator {
  let [total, count] = [0, 0];
  return {
    add: (value) => {
      if (isNumber(value)) [total, count] = [total + Number(value), count + 1];
    },
    result: () => (count === 0 ? null : new Double(total / count)),
  };
}

const extreme = (sign: 1 | -1) => (): Accumulator => {
  let found: unknown = null;
  return {
    add: (value) => {
      if (kindOf(value) === KIND.Null) return;
      if (found === null || compareValues(value, found) * sign > 0) found = value;
    },
    result: () => found,
  };
};

function list(): Accumulator {
  const values: unknown[] = [];
  return { add: (value) => void (value !== undefined && values.push(value)), result: () => values };
}

const ACCUMULATORS: { readonly [name: string]: () => Accumulator } = {
  $sum: sum,
  $avg: average,
  $min: extreme(-1),
  $max: extreme(1),
  $push: list,
};

interface Field {
  readonly name: string;
  readonly evaluate: Expression;
  readonly start: () => Accumulator;
}

/** $group: one document per key, in the order in which the keys came. @throws CommandError Location15952 and others */
export function compileGroup(spec: unknown): (documents: Iterable<Document>) => Iterable<Document> {
  if (!isEmbeddedDocument(spec) || !('_id' in spec))
    return fail('Location15955', 'a group specification must include an _id');
  const { _id, ...rest } = spec;
  const keyOf = compileExpression(_id);
  const fields = Object.entries(rest).map(([name, accumulator]) => compileField(name, accumulator));
  return function* (documents) {
    const groups = new Map<string, { key: unknown; accumulators: readonly Accumulator[] }>();
    for (const document of documents) {
      const key = keyOf(document) ?? null;
      const name = encodeKey(key).toString('latin1');
      const group = groups.get(name) ?? { key, accumulators: fields.map(({ start }) => start()) };
      groups.set(name, group);
      for (const [i, { evaluate }] of fields.entries()) group.accumulators[i]?.add(evaluate(document));
    }
    for (const { key, accumulators } of groups.values()) {
      const results = fields.map(({ name }, i) => [name, accumulators[i]?.result()]);
      yield { _id: key, ...Object.fromEntries(results) };
    }
  };
}

function compileField(name: string, accumulator: unknown): Field {
  const [[operator, argument] = ['', undefined], ...others] = isEmbeddedDocument(accumulator)
    ? Object.entries(accumulator)
    : [];
  if (!operator.startsWith('$') || others.length > 0)
    return fail('Location40234', `The field '${name}' must be an accumulator object`);
  const start = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
  if (start === undefined) return fail('Location15952', `unknown group operator '${operator}'`);
  return { name, evaluate: compileExpression(argument), start };
}

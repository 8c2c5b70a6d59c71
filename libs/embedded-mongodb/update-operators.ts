import { Int32, Timestamp } from 'bson';

import { calculate } from './arithmetic.js';
import { type CodeName, fail } from './errors.js';
import { compareValues, equalValues } from './key-encoding.js';
import { keyPattern, keysOf } from './paths.js';
import { compileFilter, prepareFilter } from './query.js';
import { setAt, unsetAt } from './update-paths.js';
import { type Document, isObject, toNumber, isOperatorObject } from './values.js';

interface Target {
  readonly document: Document;
  readonly path: string;
  readonly current: unknown;
}
/** Changes `document` at a resolved path. */
export type Apply = (target: Target, argument: unknown) => void;

const set: Apply = ({ document, path }, argument) => setAt(document, path, argument);

const calculated =
  (name: '$inc' | '$mul'): Apply =>
  ({ document, path, current }, argument) =>
    setAt(
      document,
      path,
      current === undefined && name === '$inc'
        ? calculate(name, new Int32(0), argument)
        : calculate(name, current ?? new Int32(0), argument),
    );

const replacedWhen =
  (better: (order: number) => boolean): Apply =>
  ({ document, path, current }, argument) => {
    if (current === undefined || better(compareValues(argument, current))) setAt(document, path, argument);
  };

/** The array at the target; none yet is an empty one where the operator may create it. */
function arrayAt(
  name: string,
  { path, current }: Target,
  create: boolean,
  refusal: CodeName = 'BadValue',
): unknown[] | undefined {
  if (current === undefined) return create ? [] : undefined;
  return Array.isArray(current)
    ? [...current]
    : fail(refusal, `Cannot apply ${name} to the non-array field '${path}'`);
}

/** $push and $addToSet: one value, or {$each: values} with modifiers. */
function eachOf(
  name: string,
  argument: unknown,
  modifiers: readonly string[],
): Document & { $each: unknown[] } {
  if (!isObject(argument) || !('$each' in argument)) return { $each: [argument] };
  const unknown = Object.keys(argument).find((key) => key !== '$each' && !modifiers.includes(key));
  if (unknown !== undefined) fail('BadValue', `Unrecognized clause in ${name}: ${unknown}`);
  const { $each } = argument;
  return Array.isArray($each)
    ? { ...argument, $each }
    : fail('TypeMismatch', `The argument to $each in ${name} must be an array`);
}

const push: Apply = (target, argument) => {
  const array = arrayAt('$push', target, true) ?? [];
  const spec = eachOf('$push', argument, ['$position', '$slice', '$sort']);
  const { $each, $position, $slice, $sort } = spec;
  array.splice($position === undefined ? array.length : integer('$position', $position), 0, ...$each);
  if ($sort !== undefined) sortArray(array, $sort);
  const size = $slice === undefined ? undefined : integer('$slice', $slice);
  setAt(
    target.document,
    target.path,
    size === undefined ? array : size < 0 ? array.slice(size) : array.slice(0, size),
  );
};

function sortArray(array: unknown[], sort: unknown): void {
  const byValue = !isObject(sort);
  const pattern = keyPattern(byValue ? { value: sort } : sort);
  const keyed = array.map((element) => ({
    element,
    key: keysOf(byValue ? { value: element } : element, pattern).keys[0]?.bytes ?? Buffer.alloc(0),
  }));
  keyed.sort((a, b) => a.key.compare(b.key));
  array.splice(0, array.length, ...keyed.map(({ element }) => element));
}

const integer = (name: string, value: unknown): number => {
  const number = toNumber(value);
  return number !== undefined && Number.isInteger(number)
    ? number
    : fail('BadValue', `The value for ${name} must be an integer value`);
};

const addToSet: Apply = (target, argument) => {
  const array = arrayAt('$addToSet', target, true) ?? [];
  for (const value of eachOf('$addToSet', argument, []).$each) {
    if (!array.some((element) => equalValues(element, value))) array.push(value);
  }
  setAt(target.document, target.path, array);
};

const pop: Apply = (target, argument) => {
  const end = toNumber(argument);
  if (end !== 1 && end !== -1) fail('FailedToParse', '$pop expects 1 or -1');
  const array = arrayAt('$pop', target, false, 'TypeMismatch');
  if (array !== undefined)
    setAt(target.document, target.path, end === 1 ? array.slice(0, -1) : array.slice(1));
};

const pull: Apply = (target, argument) => {
  const array = arrayAt('$pull', target, false);
  const byDocument = isObject(argument) && !isOperatorObject(argument);
  const matches = compileFilter(prepareFilter(byDocument ? argument : { element: argument }));
  const goes = (element: unknown): boolean =>
    byDocument ? isObject(element) && matches(element) : matches({ element });
  if (array !== undefined)
    setAt(
      target.document,
      target.path,
      array.filter((element) => !goes(element)),
    );
};

const pullAll: Apply = (target, argument) => {
  const values = Array.isArray(argument) ? argument : fail('BadValue', '$pullAll requires an array argument');
  const array = arrayAt('$pullAll', target, false);
  if (array === undefined) return;
  setAt(
    target.document,
    target.path,
    array.filter((element) => !values.some((value) => equalValues(value, element))),
  );
};

const rename: Apply = ({ document, path, current }, argument) => {
  const to =
    typeof argument === 'string' ? argument : fail('BadValue', `The 'to' field for $rename must be a string`);
  if (current === undefined) return;
  unsetAt(document, path);
  setAt(document, to, current);
};

const currentDate: Apply = ({ document, path }, argument) => {
  const type = isObject(argument) ? argument['$type'] : argument === true ? 'date' : undefined;
  if (type !== 'date' && type !== 'timestamp')
    fail('BadValue', `$currentDate needs true or {$type: 'date' | 'timestamp'}`);
  const now = new Date();
  setAt(document, path, type === 'date' ? now : new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 }));
};

export const UPDATE_OPERATORS: { [name: string]: Apply } = {
  $set: set,
  $setOnInsert: set,
  $unset: ({ document, path }) => unsetAt(document, path),
  $inc: calculated('$inc'),
  $mul: calculated('$mul'),
  $min: replacedWhen((order) => order < 0),
  $max: replacedWhen((order) => order > 0),
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
  $rename: rename,
  $currentDate: currentDate,
};

import { Int32 } from 'bson';

import { increment } from './arithmetic.js';
import type { Document } from './document.js';
import { fail } from './errors.js';
import { compareValues } from './key-encoding.js';
import { setAt, unsetAt } from './update-paths.js';
import { isEmbeddedDocument } from './values.js';

interface Target {
  readonly document: Document;
  readonly path: string;
  readonly current: unknown;
}
/** Changes `document` at a path. */
export type Apply = (target: Target, argument: unknown) => void;

const set: Apply = ({ document, path }, argument) => setAt(document, path, argument);

const replacedWhen =
  (better: (order: number) => boolean): Apply =>
  ({ document, path, current }, argument) => {
    if (current === undefined || better(compareValues(argument, current))) setAt(document, path, argument);
  };

/** One value, or {$each: values}. */
const push: Apply = ({ document, path, current = [] }, argument) => {
  const array = Array.isArray(current)
    ? current
    : fail('BadValue', `Cannot apply $push to the non-array field '${path}'`);
  setAt(document, path, [...array, ...pushed(argument)]);
};

function pushed(argument: unknown): readonly unknown[] {
  if (!isEmbeddedDocument(argument) || !('$each' in argument)) return [argument];
  const { $each, ...modifiers } = argument;
  const [modifier] = Object.keys(modifiers);
  if (modifier !== undefined) fail('BadValue', `Unrecognized clause in $push: ${modifier}`);
  return Array.isArray($each)
    ? $each
    : fail('TypeMismatch', 'The argument to $each in $push must be an array');
}

/** By name. Any other is refused. */
export const UPDATE_OPERATORS: { readonly [name: string]: Apply } = {
  $set: set,
  $setOnInsert: set,
  $unset: ({ document, path }) => unsetAt(document, path),
  $inc: ({ document, path, current = new Int32(0) }, argument) =>
    setAt(document, path, increment(current, argument)),
  $min: replacedWhen((order) => order < 0),
  $max: replacedWhen((order) => order > 0),
  $push: push,
};

import { BSONRegExp } from 'bson';

import { fail } from './errors.js';
import { type Operator, QUERY_OPERATORS, type Test, not } from './query-operators.js';
import { isEmbeddedDocument, isOperatorObject, isRegExp } from './values.js';
import type { Document } from './document.js';

/** A filter that was checked as a whole. */
export interface Filter {
  /** As it came: what plans are made of. */
  readonly document: Document;
  readonly matches: (document: Document) => boolean;
  /** The paths it looks at. */
  readonly paths: ReadonlySet<string>;
}

const LOGICAL: { readonly [name: string]: (tests: readonly Test[]) => Test } = {
  $and: (tests) => (document) => tests.every((test) => test(document)),
  $or: (tests) => (document) => tests.some((test) => test(document)),
  $nor: (tests) => (document) => !tests.some((test) => test(document)),
};

/** @throws CommandError BadValue for anything that would otherwise be ignored or misread. */
export function compileFilter(filter: unknown): Filter {
  if (!isEmbeddedDocument(filter)) return fail('BadValue', 'a filter must be a document');
  const tests: Test[] = [];
  const paths = new Set<string>();
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$comment') continue;
    if (!name.startsWith('$')) {
      paths.add(name);
      tests.push(compileCondition(name, condition));
      continue;
    }
    const combine = Object.hasOwn(LOGICAL, name) ? LOGICAL[name] : undefined;
    if (combine === undefined) return fail('BadValue', `unknown top level operator: ${name}`);
    if (!Array.isArray(condition) || condition.length === 0)
      return fail('BadValue', `${name} argument must be a non-empty array`);
    const parts = condition.map(compileFilter);
    for (const part of parts) for (const path of part.paths) paths.add(path);
    tests.push(
      combine(
        parts.map(
          ({ matches }) =>
            (document) =>
              matches(document as Document),
        ),
      ),
    ); // as ours is
  }
  const [only = () => true] = tests;
  const matches = tests.length < 2 ? only : (document: Document) => tests.every((test) => test(document));
  return { document: filter, matches, paths };
}

function compileCondition(path: string, condition: unknown): Test {
  if (!isOperatorObject(condition)) return QUERY_OPERATORS.$eq(path, condition);
  const tests = Object.entries(condition).flatMap(([name, argument]): Test[] => {
    if (name === '$options' && '$regex' in condition) return [];
    if (name === '$regex') return [QUERY_OPERATORS.$eq(path, asRegExp(argument, condition['$options']))];
    if (name === '$not') return [not(compileCondition(path, negated(argument)))];
    return [operatorOf(name)(path, argument)];
  });
  return (document) => tests.every((test) => test(document));
}

function operatorOf(name: string): Operator {
  const known: { readonly [name: string]: Operator } = QUERY_OPERATORS;
  const operator = Object.hasOwn(known, name) ? known[name] : undefined;
  return operator ?? fail('BadValue', `unknown operator: ${name}`);
}

const negated = (argument: unknown): unknown =>
  isRegExp(argument) || isOperatorObject(argument)
    ? argument
    : fail('BadValue', '$not needs a regex or a document');

function asRegExp(argument: unknown, options: unknown): BSONRegExp | RegExp {
  if (isRegExp(argument) && options === undefined) return argument;
  const pattern =
    argument instanceof RegExp
      ? argument.source
      : argument instanceof BSONRegExp
        ? argument.pattern
        : argument;
  if (typeof pattern !== 'string') return fail('BadValue', '$regex has to be a string');
  return new BSONRegExp(pattern, typeof options === 'string' ? options : '');
}

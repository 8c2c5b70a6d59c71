import { BSONRegExp } from 'bson';
import { Context } from 'mingo/core';
import { Query } from 'mingo/query';

import { fail } from './errors.js';
import { EXPRESSIONS } from './expressions.js';
import { promote } from './promote.js';
import { QUERY_OPERATORS } from './query-operators.js';
import { type Document, isObject, isOperatorObject, isRegExp } from './values.js';

const CONTEXT = Context.init({ query: QUERY_OPERATORS, expression: EXPRESSIONS });

/** The test of a prepared filter, by mingo with the operators above. */
export function compileFilter(prepared: Document): (document: Document) => boolean {
  if (Object.keys(prepared).length === 0) return () => true;
  const query = new Query(prepared, { context: CONTEXT });
  return (document) => query.test(document);
}

/** The top-level fields a prepared filter looks at; undefined: it may look at any. */
export function fieldsIn(prepared: Document): ReadonlySet<string> | undefined {
  const fields = new Set<string>();
  for (const [name, condition] of Object.entries(prepared)) {
    if (name === '$expr') return undefined;
    if (!name.startsWith('$')) fields.add(rootOf(name));
    else {
      for (const part of condition as Document[]) {
        // prepared
        const inner = fieldsIn(part);
        if (inner === undefined) return undefined;
        for (const field of inner) fields.add(field);
      }
    }
  }
  return fields;
}

const rootOf = (path: string): string => path.split('.', 1)[0] ?? path;

const INTERNAL = new Set(['$expr', '$matches', '$and', '$or', '$nor']);
const TOP_LEVEL = new Set(['$and', '$or', '$nor', '$expr']);

/**
 * Checks a filter and puts it in the form mingo reads: {$regex, $options} becomes one regular expression, $comment
 * goes. @throws CommandError BadValue for anything that would otherwise be ignored or misread.
 */
export function prepareFilter(filter: unknown): Document {
  if (!isObject(filter)) return fail('BadValue', 'a filter must be a document');
  const prepared: Document = {};
  for (const [field, condition] of Object.entries(filter)) {
    if (field === '$comment') continue;
    if (!field.startsWith('$')) prepared[field] = prepareCondition(condition);
    else if (!TOP_LEVEL.has(field)) fail('BadValue', `unknown top level operator: ${field}`);
    else if (field === '$expr') prepared[field] = promote(condition);
    else if (Array.isArray(condition) && condition.length > 0) prepared[field] = condition.map(prepareFilter);
    else fail('BadValue', `${field} argument must be a non-empty array`);
  }
  return prepared;
}

function prepareCondition(condition: unknown): unknown {
  if (!isOperatorObject(condition)) return condition;
  const prepared: Document = {};
  for (const [name, argument] of Object.entries(condition)) {
    if (name === '$options' && '$regex' in condition) continue;
    if (name === '$regex') prepared['$matches'] = asRegExp(argument, condition['$options']);
    else if (name === '$not') prepared[name] = prepareNot(argument);
    else if (name === '$elemMatch')
      prepared[name] = isOperatorObject(argument) ? prepareCondition(argument) : prepareFilter(argument);
    else if (name === '$all' && Array.isArray(argument)) prepared[name] = argument.map(prepareCondition);
    else if (Object.hasOwn(QUERY_OPERATORS, name) && !INTERNAL.has(name)) prepared[name] = argument;
    else fail('BadValue', `unknown operator: ${name}`);
  }
  return prepared;
}

function prepareNot(argument: unknown): unknown {
  if (isRegExp(argument)) return { $matches: argument };
  return isOperatorObject(argument)
    ? prepareCondition(argument)
    : fail('BadValue', '$not needs a regex or a document');
}

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

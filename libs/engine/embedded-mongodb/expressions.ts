import { fail } from './errors.js';
import { compareValues, equalValues } from './key-encoding.js';
import { EMPTY_ARRAY } from './kinds.js';
import { isEmbeddedDocument, own, plain, truthy } from './values.js';
import type { Document } from './document.js';

/** The value an expression has for a document; undefined: none, which is not null. */
export type Expression = (document: Document) => unknown;

/** @throws CommandError InvalidPipelineOperator for an operator that is not among those below, and others */
export function compileExpression(given: unknown): Expression {
  if (typeof given === 'string' && given.startsWith('$')) return compilePath(given);
  if (Array.isArray(given)) {
    const elements = given.map(compileExpression);
    return (document) => elements.map((element) => element(document) ?? null);
  }
  if (!isEmbeddedDocument(given)) return () => given;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(given);
  if (!name.startsWith('$')) return compileObject(given);
  const compile = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (compile === undefined || others.length > 0)
    return fail('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  return compile(name, argument);
}

function compileObject(given: Document): Expression {
  const fields = Object.entries(given).map(([field, value]) => [field, compileExpression(value)] as const);
  return (document) =>
    Object.fromEntries(
      fields.flatMap(([field, evaluate]) => {
        const value = evaluate(document);
        return value === undefined ? [] : [[field, value]];
      }),
    );
}

function compilePath(given: string): Expression {
  const [variable = '', ...rest] = given.slice(1).split('.');
  if (variable.startsWith('$') && variable !== '$ROOT' && variable !== '$CURRENT')
    return fail('NotImplemented', `the variable $${variable} is not supported`);
  const parts = variable.startsWith('$') ? rest : [variable, ...rest];
  if (parts.includes(''))
    return fail('Location40353', 'FieldPath must not end with a dot or have empty parts');
  return (document) => valueAt(document, parts, 0);
}

/** Through each document of an array on the way; a number is a field's name here, not a place in an array. */
function valueAt(start: unknown, parts: readonly string[], from: number): unknown {
  const part = parts[from];
  if (part === undefined) return start;
  const value = plain(start);
  if (Array.isArray(value))
    return value.map((element) => valueAt(element, parts, from)).filter((found) => found !== undefined);
  return isEmbeddedDocument(value) ? valueAt(own(value, part), parts, from + 1) : undefined;
}

type Compile = (name: string, argument: unknown) => Expression;

/** The argument as the list of expressions it is; one that is none stands for a list of one. */
function argumentsOf(name: string, argument: unknown, count?: number): readonly Expression[] {
  const given: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (count !== undefined && given.length !== count)
    fail(
      'Location16020',
      `Expression ${name} takes exactly ${count} arguments. ${given.length} were passed in.`,
    );
  return given.map(compileExpression);
}

/** In BSON's order; what is missing comes before everything else, null included. */
const comparison =
  (compute: (left: unknown, right: unknown) => unknown): Compile =>
  (name, argument) => {
    const both = argumentsOf(name, argument, 2);
    return (document) => {
      const [left = EMPTY_ARRAY, right = EMPTY_ARRAY] = both.map((evaluate) => evaluate(document));
      return compute(left, right);
    };
  };

const condition: Compile = (name, argument) => {
  const list = isEmbeddedDocument(argument) ? [argument['if'], argument['then'], argument['else']] : argument;
  const [test, then, otherwise] = argumentsOf(name, list, 3);
  return (document) => (truthy(test?.(document)) ? then : otherwise)?.(document);
};

const OPERATORS: { readonly [name: string]: Compile } = {
  $literal: (_, argument) => () => argument,
  $eq: comparison(equalValues),
  $ne: comparison((a, b) => !equalValues(a, b)),
  $gt: comparison((a, b) => compareValues(a, b) > 0),
  $gte: comparison((a, b) => compareValues(a, b) >= 0),
  $lt: comparison((a, b) => compareValues(a, b) < 0),
  $lte: comparison((a, b) => compareValues(a, b) <= 0),
  $and: (name, argument) => {
    const all = argumentsOf(name, argument);
    return (document) => all.every((evaluate) => truthy(evaluate(document)));
  },
  $or: (name, argument) => {
    const any = argumentsOf(name, argument);
    return (document) => any.some((evaluate) => truthy(evaluate(document)));
  },
  $not: (name, argument) => {
    const [negated] = argumentsOf(name, argument, 1);
    return (document) => !truthy(negated?.(document));
  },
  $cond: condition,
  $ifNull: (name, argument) => {
    const all = argumentsOf(name, argument);
    return (document) => {
      const values = all.map((evaluate) => evaluate(document));
      return values.find((value) => value !== undefined && value !== null) ?? values.at(-1);
    };
  },
};

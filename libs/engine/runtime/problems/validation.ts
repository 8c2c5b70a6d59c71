import { ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { escapePointer } from './escape-pointer.js';
import { nullsInLists } from './nulls-in-lists.js';
import { ProblemError, type ProblemItem, type ProblemParams } from './problem.js';

/** class-validator's constraint names to our codes; what is not listed is a matter of form. */
const CODES: Readonly<Record<string, string>> = {
  whitelistValidation: 'field-unknown',
  isDefined: 'field-required',
  isNotEmpty: 'field-required',
  isString: 'field-type',
  isInt: 'field-type',
  isNumber: 'field-type',
  isBoolean: 'field-type',
  isArray: 'field-type',
  isObject: 'field-type',
  nestedValidation: 'field-type',
  isLength: 'field-length',
  minLength: 'field-length',
  maxLength: 'field-length',
  arrayMinSize: 'field-length',
  arrayMaxSize: 'field-length',
  min: 'field-range',
  max: 'field-range',
  isIn: 'field-choice',
  equals: 'field-choice',
  isEnum: 'field-choice',
};

const TYPES: Readonly<Record<string, ProblemParams>> = {
  isString: { type: 'string' },
  isInt: { type: 'integer' },
  isNumber: { type: 'number' },
  isBoolean: { type: 'boolean' },
  isArray: { type: 'array' },
  isObject: { type: 'object' },
  nestedValidation: { type: 'object' },
};

/** A wrong type or an absent value explains every other complaint about a field, so it is told first and alone. */
const PRIORITY = [
  'field-unknown',
  'field-required',
  'field-type',
  'field-choice',
  'field-length',
  'field-range',
  'field-format',
];

/**
 * Turns bodies and queries into their DTOs: unknown fields are refused, and the answer lists every field with its
 * place and a code. The values themselves are never repeated back.
 */
export class RequestPipe implements PipeTransform {
  private readonly body = pipe((errors) => itemsOf(errors));
  private readonly query = pipe((errors) => itemsOf(errors, 'query:'));

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (metadata.type === 'body') {
      const nulls = nullsInLists(value);
      if (nulls.length === 0) return this.body.transform(value, metadata);
      throw new ProblemError('invalid-request', { errors: nulls.map((at) => ({ at, code: 'field-type' })) });
    }
    return metadata.type === 'query' ? this.query.transform(value, metadata) : value;
  }
}

function pipe(items: (errors: readonly ValidationError[]) => readonly ProblemItem[]): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    // The value only tells whether it was given at all; it never leaves this file.
    validationError: { target: false, value: true },
    exceptionFactory: (errors) => new ProblemError('invalid-request', { errors: items(errors) }),
  });
}

/** Pointers begin with `/`; the place of a query parameter is `query:name`. */
export function itemsOf(errors: readonly ValidationError[], parent = '/'): readonly ProblemItem[] {
  return errors.flatMap((error) => {
    const at = `${parent}${escapePointer(error.property)}`;
    const below = itemsOf(error.children ?? [], `${at}/`);
    return error.constraints === undefined ? below : [itemOf(at, error), ...below];
  });
}

function itemOf(at: string, error: ValidationError): ProblemItem {
  if (error.value === undefined) return { at, code: 'field-required' };
  const broken = Object.keys(error.constraints ?? {}).map((name) => ({
    name,
    code: CODES[name] ?? 'field-format',
  }));
  const worst = PRIORITY.flatMap((code) => broken.find((one) => one.code === code) ?? [])[0];
  if (worst === undefined) return { at, code: 'field-format' };
  const form = formOf(error.contexts?.[worst.name]);
  if (form !== undefined) return { at, code: form };
  const params = TYPES[worst.name] ?? allowedBy(error.contexts?.[worst.name]);
  return { at, code: worst.code, ...(params !== undefined && { params }) };
}

/** What a field's validator says is allowed, its `context`. */
function allowedBy(context: unknown): ProblemParams | undefined {
  return typeof context === 'object' && context !== null ? (context as ProblemParams) : undefined; // written by our own field decorators
}

/** A field whose form has a name of its own says which: `{ code }`, in place of what is allowed. */
function formOf(context: unknown): string | undefined {
  const { code } = Object(context) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

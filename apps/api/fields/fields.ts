import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { LATIN_NAME, READABLE } from '#domain/identifiers/readable.js';
import { spelled, spelledSolid } from '#domain/identifiers/spelling.js';

/** The vocabulary request bodies are written in: each word checks a field and describes it in the OpenAPI document. */

interface Field {
  /** What it means, for the document. */
  readonly says?: string;
  readonly optional?: boolean;
  readonly example?: unknown;
}

/** Nothing that cannot be seen: what is stored is what was sent. */
const SEEN = String.raw`[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]*`;
const CLEAN = new RegExp(`^${SEEN}$`, 'u');

/** Likewise, and something is left of it once separators are taken out. */
const PRINTED = new RegExp(`^${SEEN}[A-Za-z0-9<]${SEEN}$`, 'u');

export function Text(
  field: Field & { readonly min?: number; readonly max: number; readonly pattern?: RegExp },
): PropertyDecorator {
  const { min = 1, max, pattern } = field;
  return applyDecorators(
    described(field, {
      type: String,
      minLength: min,
      maxLength: max,
      pattern: (pattern ?? CLEAN).source,
    }),
    IsString(),
    Length(min, max, { context: { min, max } }),
    Matches(pattern ?? CLEAN, shown(pattern)),
  );
}

/** A name in Latin letters (`LATIN_NAME`), composed (NFC); `mayBeEmpty` for somebody who has none. */
export function LatinName(
  field: Field & { readonly max: number; readonly mayBeEmpty?: boolean },
): PropertyDecorator {
  const pattern = field.mayBeEmpty === true ? new RegExp(`^$|${LATIN_NAME.source}`, 'u') : LATIN_NAME;
  return composed(field, pattern, 'not-a-latin-name');
}

/** A text that a person reads: with a letter, without anything that cannot be seen, composed (NFC). */
export function ReadableText(field: Field & { readonly max: number }): PropertyDecorator {
  return composed(field, READABLE, 'text-unreadable');
}

function composed(
  field: Field & { readonly max: number; readonly mayBeEmpty?: boolean },
  pattern: RegExp,
  /** What a text of another form is told. */
  code: string,
): PropertyDecorator {
  const { max, mayBeEmpty = false } = field;
  const min = mayBeEmpty ? 0 : 1;
  return applyDecorators(
    described(field, { type: String, minLength: min, maxLength: max, pattern: pattern.source }),
    spelledBy((text) => text.normalize('NFC'), max),
    IsString(),
    Length(min, max, { context: { min, max } }),
    Matches(pattern, { context: { code } }),
  );
}

/** Longest number, code or date as people type it, with the separators and marks that mean nothing, in characters. */
export const TYPED = 64;

/** What a typed text stands for, as the document names it. */
export type TypedFormat =
  | 'iqama-number'
  | 'border-number'
  | 'sponsor-number'
  | 'resident'
  | 'last-four-digits'
  | 'passport-number'
  | 'country-code'
  | 'occupation-code'
  | 'sadad-bill-number';

/** Reads texts into their one spelling; a text longer than may be typed stays, and is refused for its length. */
function spelledBy(spelling: (text: string) => string, max: number): PropertyDecorator {
  const read = (value: unknown): unknown =>
    typeof value === 'string' && value.length <= max ? spelling(value) : value;
  return Transform(({ value }: { value: unknown }): unknown =>
    Array.isArray(value) ? value.map(read) : read(value),
  );
}

/**
 * A number or code that people type, in any digits, case and separators. `pattern` is of its one spelling: without
 * separators, unless `hyphens` says that its hyphens belong to it. The document names its `format`: a pattern there
 * would have clients refuse what the service reads.
 */
export function Typed(
  field: Field & { readonly format: TypedFormat; readonly pattern?: RegExp; readonly hyphens?: boolean },
): PropertyDecorator {
  const { format, pattern = CLEAN, hyphens = false, says } = field;
  const form = field.pattern === undefined ? [] : [`Form: \`${field.pattern.source}\``];
  const description = [...(says === undefined ? [] : [says]), ...form, TYPING].join('. ');
  return applyDecorators(
    described({ ...field, says: description }, { type: String, format, minLength: 1, maxLength: TYPED }),
    spelledBy(hyphens ? spelled : spelledSolid, TYPED),
    IsString(),
    Length(1, TYPED, { context: { min: 1, max: TYPED } }),
    Matches(pattern, shown(field.pattern)),
  );
}

/** The form to name when a value does not have it. */
const shown = (pattern: RegExp | undefined) =>
  pattern === undefined ? {} : { context: { pattern: pattern.source } };

const TYPING = 'Any digits, case and separators are read';

export function Choice(values: readonly (string | number | boolean)[], field: Field = {}): PropertyDecorator {
  const [first] = values;
  const type = typeof first === 'number' ? 'integer' : typeof first === 'boolean' ? 'boolean' : 'string';
  const whole = type === 'integer' ? [Transform(({ value }: { value: unknown }) => wholeIn(value))] : [];
  return applyDecorators(
    described(field, { type, enum: [...values] }),
    ...whole,
    IsIn(values, { context: { allowed: values } }),
  );
}

export function Whole(field: Field & { readonly min: number; readonly max: number }): PropertyDecorator {
  const { min, max } = field;
  return applyDecorators(
    described(field, { type: 'integer', minimum: min, maximum: max }),
    IsInt(),
    Min(min, { context: { min, max } }),
    Max(max, { context: { min, max } }),
  );
}

/** The number a text of digits stands for, in whatever digits; anything else as it is. */
function wholeIn(value: unknown): unknown {
  const digits = typeof value === 'string' && value.length <= TYPED ? spelled(value) : '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : value;
}

/** An integer in a query string: digits, nothing else. */
export function WholeParameter(
  field: Field & { readonly min: number; readonly max: number },
): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => wholeIn(value)),
    Whole(field),
  );
}

/** `YYYY-MM-DD`, in any digits and with any dashes. Whether there is such a day is checked where it is read. */
export function DayText(field: Field = {}): PropertyDecorator {
  const pattern = /^\d{4}-\d{2}-\d{2}$/;
  return applyDecorators(
    described(field, { type: String, format: 'date', example: field.example ?? '2031-04-30' }),
    spelledBy(spelled, TYPED),
    IsString(),
    Matches(pattern, { context: { pattern: 'YYYY-MM-DD' } }),
  );
}

/** RFC 3339 with an offset. Whether there is such a moment is checked where it is read. */
export function InstantText(field: Field = {}): PropertyDecorator {
  const pattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
  return applyDecorators(
    described(field, { type: String, format: 'date-time', example: field.example ?? '2026-03-01T09:00:00Z' }),
    spelledBy(spelled, TYPED),
    IsString(),
    Matches(pattern, { context: { pattern: 'YYYY-MM-DDThh:mm:ssZ' } }),
  );
}

export function Nested(type: new () => object, field: Field = {}): PropertyDecorator {
  return applyDecorators(
    described(field, { type }),
    IsObject(),
    ValidateNested(),
    Type(() => type),
  );
}

/** Lines that are scanned or typed, so many of them, in any digits, case and separators. */
export function TypedLines(
  field: Field & { readonly count: number; readonly max: number },
): PropertyDecorator {
  const { count, max } = field;
  return applyDecorators(
    described(field, {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: max, pattern: PRINTED.source },
      minItems: count,
      maxItems: count,
    }),
    spelledBy(spelledSolid, max),
    IsArray(),
    ArrayMinSize(count, { context: { min: count, max: count } }),
    ArrayMaxSize(count, { context: { min: count, max: count } }),
    IsString({ each: true }),
    Length(1, max, { each: true, context: { min: 1, max } }),
    Matches(CLEAN, { each: true }),
  );
}

function described(
  { says, optional = false, example }: Field,
  options: ApiPropertyOptions,
): PropertyDecorator {
  // The options of ApiProperty are a union over kinds of fields; ours are valid members of it.
  const described = {
    ...options,
    required: !optional,
    ...(says !== undefined && { description: says }),
    ...(example !== undefined && { example }),
  } as ApiPropertyOptions;
  // An absent optional field is not looked at; null is not absent.
  const present = ValidateIf((_, value: unknown) => value !== undefined);
  return optional ? applyDecorators(ApiProperty(described), present) : ApiProperty(described);
}

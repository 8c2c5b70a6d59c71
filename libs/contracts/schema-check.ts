import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { validate as isUuid } from 'uuid';
import { parseDay, parseInstant } from '#domain/calendar/day.js';
import { parseIqamaNumber } from '#domain/identifiers/iqama.js';
import { parseSponsorNumber } from '#domain/identifiers/sponsor.js';
import type { RefusalDetail } from '#decider/decider.js';
import { escapePointer } from '#runtime/problems/escape-pointer.js';
import type { JsonSchema } from './schemas/json-schema.js';

/** More problems than this are not told: nobody reads them, and a hostile body must not make a huge answer. */
const MAX_PROBLEMS = 100;

export const FORMATS = {
  date: (value: string) => parseDay(value) !== undefined,
  'date-time': (value: string) => parseInstant(value) !== undefined,
  uuid: isUuid,
  'uri-reference': /^[^\s<>"{}|\\^`\p{Cc}]+$/u,
  'iqama-number': (value: string) => parseIqamaNumber(value).ok,
  'sponsor-number': (value: string) => parseSponsorNumber(value).ok,
} as const;

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  // Attributes are named and, like extensions, match the pattern of names.
  allowMatchingProperties: true,
  formats: FORMATS,
});

/** What is wrong with a value: places as JSON pointers, codes of the API's problem details; values are not repeated. */
export type SchemaCheck = (value: unknown) => readonly RefusalDetail[];

/** Compiles a schema once; the check is then a plain function. */
export function schemaCheck(schema: JsonSchema): SchemaCheck {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= ajv.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []).slice(0, MAX_PROBLEMS).map(problemOf);
  };
}

const CODES: Readonly<Record<string, string>> = {
  required: 'field-required',
  additionalProperties: 'field-unknown',
  type: 'field-type',
  const: 'field-choice',
  enum: 'field-choice',
  minLength: 'field-length',
  maxLength: 'field-length',
  minItems: 'field-length',
  maxItems: 'field-length',
  uniqueItems: 'field-repeated',
  minimum: 'field-range',
  maximum: 'field-range',
};

function problemOf({ instancePath, keyword, params, parentSchema }: ErrorObject): RefusalDetail {
  // Which parameters come with which keyword is ajv's own documentation.
  const name: unknown = params['missingProperty'] ?? params['additionalProperty'];
  const at = typeof name === 'string' ? `${instancePath}/${escapePointer(name)}` : instancePath || '/';
  const expected = expectation(keyword, params, parentSchema);
  const code = CODES[keyword] ?? 'field-format';
  return expected === undefined ? { at, code } : { at, code, params: { expected } };
}

function expectation(
  keyword: string,
  params: ErrorObject['params'],
  schema: ErrorObject['parentSchema'],
): string | number | undefined {
  const value: unknown =
    params['allowedValues'] ??
    params['allowedValue'] ??
    params['type'] ??
    params['limit'] ??
    params['format'];
  if (keyword === 'pattern') return typeof schema?.['pattern'] === 'string' ? schema['pattern'] : undefined;
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

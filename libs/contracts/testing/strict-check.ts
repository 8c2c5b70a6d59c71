import { Ajv } from 'ajv';
import { FORMATS } from '../schema-check.js';
import type { JsonSchema } from '../schemas/json-schema.js';

/** JSON Schema draft 07, the dialect of AsyncAPI; nothing unknown, and of a list that may grow only what is in it today. */
const ajv = new Ajv({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  // Attributes are named and, like extensions, match the pattern of names.
  allowMatchingProperties: true,
  formats: FORMATS,
});
ajv.addKeyword({
  keyword: 'x-extensible-enum',
  metaSchema: { type: 'array', items: { type: 'string' }, minItems: 1 },
  macro: (values: readonly string[]) => ({ enum: values }),
});

/** What is wrong with a value, in words for a failing test; empty: nothing. */
export function strictCheck(schema: JsonSchema): (value: unknown) => readonly string[] {
  const validate = ajv.compile(schema);
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath}: ${error.message}`);
}

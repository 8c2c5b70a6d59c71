import { spelledNationality } from '#domain/identifiers/nationality.js';
import { spelled, spelledLower, spelledSolid } from '#domain/identifiers/spelling.js';
import { directiveSource, directiveTitle } from './schemas/directive-contents.js';
import {
  centre,
  occupation,
  passportNumber,
  registeredName,
  reportId,
  suspensionReason,
  violationId,
} from './schemas/fact-contents.js';
import { factSubject } from './schemas/fact-event.js';
import type { JsonSchema } from './schemas/json-schema.js';
import { nationality, residentNationality } from './schemas/values.js';

type Spelling = (text: string) => string;

const BY_FORMAT: Readonly<Record<string, Spelling>> = {
  date: spelled,
  'date-time': spelled,
  'iqama-number': spelledSolid,
  'sponsor-number': spelledSolid,
};

const composed: Spelling = (text) => text.normalize('NFC');

/** Codes have patterns of their own and no format, and so do texts that people read, which are composed. */
const BY_SCHEMA: ReadonlyMap<JsonSchema, Spelling> = new Map<JsonSchema, Spelling>([
  [passportNumber, spelledSolid],
  [nationality, spelledNationality],
  [residentNationality, spelledNationality],
  [occupation, spelled],
  [factSubject, spelledLower],
  [registeredName, composed],
  [centre, composed],
  [suspensionReason, composed],
  [violationId, composed],
  [reportId, composed],
  [directiveTitle, composed],
  [directiveSource, composed],
]);

/**
 * A fact with its numbers, codes, dates and texts in their one spelling, however somebody entered them in the service
 * that tells it. What is no such text stays as it is, for the schema to judge.
 */
export function inOneSpelling(value: unknown, schema: JsonSchema | undefined): unknown {
  if (schema === undefined) return value;
  if (typeof value === 'string') return spellingOf(schema)?.(value) ?? value;
  if (Array.isArray(value)) return value.map((item: unknown) => inOneSpelling(item, schema.items));
  if (typeof value !== 'object' || value === null) return value;
  const { properties = {} } = schema;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      inOneSpelling(member, Object.hasOwn(properties, name) ? properties[name] : undefined),
    ]),
  );
}

function spellingOf(schema: JsonSchema): Spelling | undefined {
  return BY_SCHEMA.get(schema) ?? BY_FORMAT[schema.format ?? ''];
}

import {
  type Nationality,
  parseNationality,
  parseResidentNationality,
} from '#domain/identifiers/nationality.js';
import type { Parsed } from '#domain/identifiers/parsed.js';
import type { RefusalDetail } from '#decider/decider.js';
import type { JsonSchema } from './schemas/json-schema.js';
import { nationality, residentNationality } from './schemas/values.js';
import { complaintsWithin } from './texts-within.js';

/**
 * Nationalities of a fact's data that there are not, and citizens told as residents. The published schema does not say
 * so: it would be narrower than it was, and facts told before are read by it.
 */
export function wrongNationalitiesIn(
  data: unknown,
  schema: JsonSchema | undefined,
): readonly RefusalDetail[] {
  return complaintsWithin(data, '/data', schema, (text, of) => {
    const read = of && READERS.get(of)?.(text);
    return read === undefined || read.ok ? undefined : read.code;
  });
}

const READERS: ReadonlyMap<JsonSchema, (text: string) => Parsed<Nationality>> = new Map<
  JsonSchema,
  (text: string) => Parsed<Nationality>
>([
  [nationality, parseNationality],
  [residentNationality, parseResidentNationality],
]);

import type { RefusalDetail } from '#decider/decider.js';
import { escapePointer } from '#runtime/problems/escape-pointer.js';
import type { JsonSchema } from './schemas/json-schema.js';

/** The code of what is wrong with a text; `of` is its schema, where it has one. */
export type Complaint = (text: string, of: JsonSchema | undefined) => string | undefined;

/** What is wrong with the texts inside a value. By the schema that was checked before, it is not nested without bound. */
export function complaintsWithin(
  value: unknown,
  at: string,
  schema: JsonSchema | undefined,
  complaint: Complaint,
): readonly RefusalDetail[] {
  if (typeof value === 'string') {
    const code = complaint(value, schema);
    return code === undefined ? [] : [{ at, code }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const of = Array.isArray(value) ? schema?.items : schema?.properties?.[name];
    return complaintsWithin(member, `${at}/${escapePointer(name)}`, of, complaint);
  });
}

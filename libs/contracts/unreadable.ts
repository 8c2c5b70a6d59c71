import { CONTROL, UNREADABLE } from '#domain/identifiers/readable.js';
import type { RefusalDetail } from '#domain/kernel/decider.js';
import { escapePointer } from '#platform/problems/escape-pointer.js';

/**
 * Texts of a fact that hold what nobody can read: control characters in its attributes, and format characters too in
 * its data, which people will see. The published schema does not say so: it would be narrower than it was.
 */
export function unreadableIn(event: Readonly<Record<string, unknown>>): readonly RefusalDetail[] {
  const { data, ...attributes } = event;
  return [...textsWith(CONTROL, attributes, ''), ...textsWith(UNREADABLE, data, '/data')];
}

/** By the schema that was checked before, no value is nested without bound. */
function textsWith(characters: RegExp, value: unknown, at: string): readonly RefusalDetail[] {
  if (typeof value === 'string') return characters.test(value) ? [{ at, code: 'field-format' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    textsWith(characters, member, `${at}/${escapePointer(name)}`),
  );
}

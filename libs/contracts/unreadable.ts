import { CONTROL, READABLE, UNREADABLE } from '#domain/identifiers/readable.js';
import type { RefusalDetail } from '#decider/decider.js';
import { directiveTitle } from './schemas/directive-contents.js';
import { centre } from './schemas/fact-contents.js';
import type { JsonSchema } from './schemas/json-schema.js';
import { complaintsWithin } from './texts-within.js';

/** What people will read as a name: without a letter it names nothing. */
const NAMES: ReadonlySet<JsonSchema> = new Set<JsonSchema>([centre, directiveTitle]);

/**
 * Texts of a fact that hold what nobody can read: control characters in its attributes, and format characters too in
 * its data, which people will see; and names in it without a letter. The published schema does not say so: it would be
 * narrower than it was.
 */
export function unreadableIn(
  event: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
): readonly RefusalDetail[] {
  const { data, ...attributes } = event;
  return [
    ...complaintsWithin(attributes, '', undefined, (text) =>
      CONTROL.test(text) ? 'field-format' : undefined,
    ),
    ...complaintsWithin(data, '/data', schema.properties?.['data'], (text, of) => {
      if (UNREADABLE.test(text)) return 'text-unreadable';
      return of !== undefined && NAMES.has(of) && !READABLE.test(text) ? 'text-unreadable' : undefined;
    }),
  ];
}

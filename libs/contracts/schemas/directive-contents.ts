import type { Instant } from '#decider/brand.js';
import type { Directive } from '#domain/directives/directives.js';
import { listOf, objectOf, oneOf, optional, said, type SchemaOf, text, truth } from './schema-of.js';
import { instant, nationality } from './values.js';

const some = { minItems: 1, maxItems: 300, uniqueItems: true } as const;

export const directiveId = text(128);

/** For people, in Arabic and in English. */
export const directiveTitle = text(300);
export const directiveSource = text(500);

/** A directive, with its instants as whoever writes it writes them. */
export function directiveWith(at: SchemaOf<Instant>): SchemaOf<Directive> {
  return objectOf({
    directiveId,
    title: objectOf({ ar: directiveTitle, en: directiveTitle }),
    covers: objectOf({
      services: optional(listOf(oneOf('issue', 'renew'), some)),
      categories: optional(listOf(oneOf('employee', 'domestic-worker', 'dependant', 'premium'), some)),
      nationalities: optional(listOf(nationality, some)),
      wholeGroups: optional(
        said('each nationality stands for all of its state’s: GBR for GBD, GBN, GBO, GBP and GBS too', truth),
      ),
    }),
    from: at,
    until: optional(at),
    source: directiveSource,
    effect: oneOf('stop', 'officer'),
    reachesIssued: optional(
      said('identities that were issued already are met too: they are suspended while it is in force', truth),
    ),
  });
}

/** `data` of the directives desk's facts; when a directive is lifted is the CloudEvent's time. */
export const DIRECTIVE_CONTENTS = {
  'directive-imposed': directiveWith(instant),
  'directive-lifted': objectOf<{ directiveId: string }>({ directiveId }),
} as const;

export type DirectiveKind = keyof typeof DIRECTIVE_CONTENTS;

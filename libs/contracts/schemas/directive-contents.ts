import { instant, type JsonSchema, nationality, objectOf, oneOf, text } from './json-schema.js';

const listOf = (items: JsonSchema): JsonSchema => ({
  type: 'array',
  items,
  minItems: 1,
  maxItems: 300,
  uniqueItems: true,
});

/** `data` of the directives desk's facts: the twin of the directive events in the domain. */
export const DIRECTIVE_CONTENTS = {
  'directive-imposed': objectOf(
    {
      directiveId: text(128),
      title: objectOf({ ar: text(300), en: text(300) }),
      covers: objectOf(
        {},
        {
          services: listOf(oneOf('issue', 'renew')),
          categories: listOf(oneOf('employee', 'domestic-worker', 'dependant', 'premium')),
          nationalities: listOf(nationality),
        },
      ),
      from: instant,
      source: text(500),
      effect: oneOf('stop', 'officer'),
    },
    { until: instant },
  ),
  'directive-lifted': objectOf({ directiveId: text(128) }),
} as const satisfies Readonly<Record<string, JsonSchema>>;

export type DirectiveKind = keyof typeof DIRECTIVE_CONTENTS;

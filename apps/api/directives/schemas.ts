import {
  instantSchema,
  list,
  objectSchema,
  enumSchema,
  orNull,
  describedSchema,
  textSchema,
  booleanSchema,
} from '../openapi/schema.js';

const of = (what: string) => describedSchema(`${what}; null: all of them`, orNull(list(textSchema)));

export const DIRECTIVE_SCHEMAS = {
  Directives: objectSchema({
    entries: describedSchema(
      'Those heard of last at first',
      list(
        objectSchema({
          directiveId: textSchema,
          title: textSchema,
          source: describedSchema('Where it was published', textSchema),
          covers: objectSchema({
            services: of('Services it is about'),
            categories: of('Categories of residents'),
            nationalities: of('Nationalities, by the code of the passport'),
            wholeGroups: describedSchema('Each nationality stands for all codes of its state', booleanSchema),
          }),
          effect: describedSchema(
            '`stop`: nothing is issued while it is in force; `officer`: an officer may decide an exception',
            enumSchema('stop', 'officer'),
          ),
          reachesIssued: describedSchema('Identities that were issued already are met too', booleanSchema),
          phase: enumSchema('ahead', 'in-force', 'over'),
          phaseText: textSchema,
          from: instantSchema,
          until: describedSchema('null: it says of no end', orNull(instantSchema)),
          liftedAt: orNull(instantSchema),
        }),
      ),
    ),
    next: describedSchema('Cursor of the next page; null: there is no more', orNull(textSchema)),
  }),
} as const;

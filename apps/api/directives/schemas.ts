import { instant, list, object, oneOf, orNull, said, text, truth } from '../openapi/schema.js';

const of = (what: string) => said(`${what}; null: all of them`, orNull(list(text)));

export const DIRECTIVE_SCHEMAS = {
  Directives: object({
    entries: said(
      'Those heard of last at first',
      list(
        object({
          directiveId: text,
          title: text,
          source: said('Where it was published', text),
          covers: object({
            services: of('Services it is about'),
            categories: of('Categories of residents'),
            nationalities: of('Nationalities, by the code of the passport'),
            wholeGroups: said('Each nationality stands for all codes of its state', truth),
          }),
          effect: said(
            '`stop`: nothing is issued while it is in force; `officer`: an officer may decide an exception',
            oneOf('stop', 'officer'),
          ),
          reachesIssued: said('Identities that were issued already are met too', truth),
          phase: oneOf('ahead', 'in-force', 'over'),
          phaseText: text,
          from: instant,
          until: said('null: it says of no end', orNull(instant)),
          liftedAt: orNull(instant),
        }),
      ),
    ),
    next: said('Cursor of the next page; null: there is no more', orNull(text)),
  }),
} as const;

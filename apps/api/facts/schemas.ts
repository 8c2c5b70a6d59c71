import { FACT_EVENTS } from '#contracts/schemas/fact-event.js';
import { list, named, object, oneOf, orNull, said, text } from '../openapi/schema.js';

export const FACT_SCHEMAS = {
  Fact: said('A CloudEvent of one of the kinds the service takes in', { anyOf: Object.values(FACT_EVENTS) }),
  FactsTaken: object({
    results: said(
      'One for each fact, in the order they came',
      list(
        object({
          source: text,
          id: text,
          result: oneOf('recorded', 'known', 'refused'),
          problem: said('Why a fact was refused', orNull(named('Problem'))),
        }),
      ),
    ),
  }),
} as const;

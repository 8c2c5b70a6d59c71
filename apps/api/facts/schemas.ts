import { FACT_EVENTS } from '#contracts/schemas/fact-event.js';
import type { JsonSchema } from '#contracts/schemas/json-schema.js';
import { list, named, object, oneOf, orNull, said, text } from '../openapi/schema.js';

/** Over HTTP an attribute that is null is unset (CloudEvents 1.0.2, JSON format, 2.2): it is left out before it is read. */
function asSent({
  properties = {},
  patternProperties = {},
  required = [],
  ...event
}: JsonSchema): JsonSchema {
  const mayBeUnset = Object.entries(properties).map(([name, schema]) => [
    name,
    required.includes(name) ? schema : orUnset(schema),
  ]);
  const extensions = Object.entries(patternProperties).map(([name, schema]) => [name, orUnset(schema)]);
  return {
    ...event,
    properties: Object.fromEntries(mayBeUnset) as Readonly<Record<string, JsonSchema>>,
    patternProperties: Object.fromEntries(extensions) as Readonly<Record<string, JsonSchema>>,
    required,
  };
}

function orUnset({ type = [], ...schema }: JsonSchema): JsonSchema {
  return { ...schema, type: [...[type].flat(), 'null'] };
}

export const FACT_SCHEMAS = {
  Fact: said('A CloudEvent of one of the kinds the service takes in', {
    anyOf: Object.values(FACT_EVENTS).map(asSent),
  }),
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

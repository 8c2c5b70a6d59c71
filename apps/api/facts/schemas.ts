import { FACT_EVENTS } from '#contracts/schemas/fact-event.js';
import type { JsonSchema } from '#contracts/schemas/json-schema.js';
import { CONTROL, UNREADABLE } from '#domain/identifiers/readable.js';
import {
  list,
  named,
  objectSchema,
  enumSchema,
  orNull,
  describedSchema,
  textSchema,
  uuid,
} from '../openapi/schema.js';

/**
 * Over HTTP an attribute that is null is unset (CloudEvents 1.0.2, JSON format, 2.2): it is left out before it is read.
 * What attributes and data may not hold is looked for in whatever they are (`libs/contracts/unreadable.ts`).
 */
function asSent({
  properties = {},
  patternProperties = {},
  required = [],
  ...event
}: JsonSchema): JsonSchema {
  const attributes = Object.entries(properties).map(([name, schema]) => {
    const seen = name === 'data' ? visible(schema, UNREADABLE) : visible(schema, CONTROL);
    return [name, required.includes(name) ? seen : orUnset(seen)];
  });
  const extensions = Object.entries(patternProperties).map(([name, schema]) => [name, orUnset(schema)]);
  return {
    ...event,
    properties: Object.fromEntries(attributes) as Readonly<Record<string, JsonSchema>>,
    patternProperties: Object.fromEntries(extensions) as Readonly<Record<string, JsonSchema>>,
    required,
  };
}

/** The same, with texts that have no form of their own kept free of some characters. */
function visible(schema: JsonSchema, never: RegExp): JsonSchema {
  const { type, format, pattern, enum: values, properties, items } = schema;
  if (type === 'string' && format === undefined && pattern === undefined && values === undefined)
    return { ...schema, pattern: `^[^${never.source.slice(1, -1)}]*$` };
  const members = Object.entries(properties ?? {}).map(([name, one]) => [name, visible(one, never)]);
  return {
    ...schema,
    ...(properties !== undefined && {
      properties: Object.fromEntries(members) as Readonly<Record<string, JsonSchema>>,
    }),
    ...(items !== undefined && { items: visible(items, never) }),
  };
}

function orUnset({ type = [], ...schema }: JsonSchema): JsonSchema {
  return { ...schema, type: [...[type].flat(), 'null'] };
}

export const FACT_SCHEMAS = {
  Fact: describedSchema('A CloudEvent of one of the kinds the service takes in', {
    anyOf: Object.values(FACT_EVENTS).map(asSent),
  }),
  FactsTaken: objectSchema({
    results: describedSchema(
      'One for each fact, in the order they came',
      list(
        objectSchema({
          source: textSchema,
          id: textSchema,
          factId: describedSchema(
            'What the events of the service call it; null for a directive, which has an id of its own',
            orNull(uuid),
          ),
          result: enumSchema('recorded', 'known', 'refused'),
          problem: describedSchema('Why a fact was refused', orNull(named('Problem'))),
        }),
      ),
    ),
  }),
} as const;

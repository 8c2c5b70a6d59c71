import type { Message } from '#topics/port.js';
import type { JsonSchema } from '../schemas/json-schema.js';
import { PUBLISHED_VERSIONS, type PublishedVersion } from '../schemas/events/published-versions.js';
import { type AsyncApiMessage, BINDING_VERSION } from './asyncapi.js';

/** Every version of every type of event as a message; `examples` by `Type.v1`. */
export function eventMessages(
  examples: ReadonlyMap<string, Message>,
): Readonly<Record<string, AsyncApiMessage>> {
  return Object.fromEntries(
    PUBLISHED_VERSIONS.map((published) => {
      const example = examples.get(`${published.type}.v${published.version}`);
      if (example === undefined) throw new Error(`there is no example of ${published.name}`);
      return [published.name, eventMessage(published, example)];
    }),
  );
}

function eventMessage(published: PublishedVersion, example: Message): AsyncApiMessage {
  const { type, category, name, says, current, payload } = published;
  return {
    name,
    title: titleOf(type),
    summary: says,
    ...(!current && {
      deprecated: true,
      description: 'A former version: only events stored before its successor have it.',
    }),
    tags: [{ name: category }],
    contentType: 'application/json',
    headers: {
      allOf: [
        { $ref: '#/components/schemas/EventHeaders' },
        { type: 'object', properties: { ce_type: { const: name } } },
      ],
    },
    payload: tolerant(payload),
    bindings: { kafka: { key: KEYS[category], bindingVersion: BINDING_VERSION } },
    examples: [
      {
        name: titleOf(type),
        headers: example.headers,
        payload: JSON.parse(Buffer.from(example.value).toString('utf8')),
      },
    ],
  };
}

const uuid: JsonSchema = { type: 'string', format: 'uuid', description: 'The application’s id' };
const pseudonym: JsonSchema = {
  type: 'string',
  pattern: '^[0-9a-f]{32}$',
  description: 'The person’s pseudonym',
};

const KEYS: Readonly<Record<PublishedVersion['category'], JsonSchema>> = {
  application: uuid,
  fees: uuid,
  credential: uuid,
  resident: pseudonym,
  slot: pseudonym,
  bill: { type: 'string', pattern: String.raw`^\d{13}$`, description: 'The bill number' },
  directives: { type: 'string', const: 'directives' },
  'status-list': { type: 'string', description: 'The list’s name' },
  'read-model': { type: 'string', description: 'The read model’s name' },
  erasure: pseudonym,
  request: uuid,
};

/** `ApplicationStarted` as `Application started`. */
function titleOf(type: string): string {
  return type.replaceAll(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** We send exactly what is in the schema; who reads it has to bear what a later release adds. */
export function tolerant(schema: JsonSchema): JsonSchema {
  const { additionalProperties: _, properties, items, oneOf, ...rest } = schema;
  return {
    ...rest,
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, tolerant(property)]),
      ),
    }),
    ...(items !== undefined && { items: tolerant(items) }),
    ...(oneOf !== undefined && { oneOf: oneOf.map(tolerant) }),
  };
}

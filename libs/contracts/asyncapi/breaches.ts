import { deepEqual } from '#domain/kernel/deep-equal.js';
import type { JsonSchema } from '../schemas/json-schema.js';
import type { AsyncApiDocument, AsyncApiMessage } from './asyncapi.js';

/** Whose messages they are: what we send may say no more than before, what we receive may be allowed more. */
type Direction = 'send' | 'receive';

/**
 * What of the contract that stands the new one would break, each with its place. Empty: whoever keeps to the one that
 * stands can go on. Within a version fields may only be added, as optional ones, and lists that are marked may grow;
 * what is taken in may also be taken in from more values.
 */
export function breaches(stands: AsyncApiDocument, anew: AsyncApiDocument): readonly string[] {
  const channels = Object.entries(stands.channels)
    .filter(([name, { address }]) => anew.channels[name]?.address !== address)
    .map(([, { address }]) => `topic ${address} is gone`);
  const operations = Object.entries(stands.operations).flatMap(([name, { action, messages }]) => {
    if (anew.operations[name]?.action !== action) return [`operation ${name} is gone`];
    const names = messages.map(({ $ref }) => $ref.split('/').at(-1) ?? '');
    return names.flatMap((message) => {
      const [before, after] = [stands.components.messages[message], anew.components.messages[message]];
      if (before === undefined) return [];
      return after === undefined ? [`${message} is gone`] : changes(message, before, after, action);
    });
  });
  // What schemas have in common is the headers of what we send.
  const shared = Object.entries(stands.components.schemas).flatMap(([name, schema]) =>
    narrowed(schema, anew.components.schemas[name], name, 'send'),
  );
  return [...channels, ...operations, ...shared];
}

function changes(
  name: string,
  before: AsyncApiMessage,
  after: AsyncApiMessage,
  direction: Direction,
): readonly string[] {
  const frame = ({ contentType, bindings }: AsyncApiMessage) => ({
    contentType,
    key: without(WORDS, bindings.kafka.key),
  });
  return [
    ...(deepEqual(frame(before), frame(after)) ? [] : [`${name}: another content type or key`]),
    ...narrowed(before.headers, after.headers, `${name} headers`, direction),
    ...narrowed(before.payload, after.payload, `${name} payload`, direction),
  ];
}

/** Where a schema no longer promises what it did. */
function narrowed(
  before: JsonSchema | undefined,
  after: JsonSchema | undefined,
  at: string,
  direction: Direction,
): readonly string[] {
  if (before === undefined || after === undefined)
    return before === after ? [] : [`${at} ${before === undefined ? 'is constrained' : 'is gone'}`];
  const known = Object.entries(before.properties ?? {}).flatMap(([name, property]) =>
    narrowed(property, after.properties?.[name], `${at}/${name}`, direction),
  );
  const alternatives = (['oneOf', 'allOf'] as const).flatMap((word) =>
    (before[word] ?? []).flatMap((part, index) =>
      narrowed(part, after[word]?.[index], `${at} ${word}/${index}`, direction),
    ),
  );
  const items = narrowed(before.items, after.items, `${at}/*`, direction);
  const own =
    deepEqual(rules(before), rules(after)) && grown(before, after, direction) ? [] : [`${at} is another`];
  return [...own, ...known, ...alternatives, ...items];
}

const WORDS: readonly string[] = ['title', 'description'];
/** What is compared in a way of its own. */
const PARTS: readonly string[] = ['properties', 'items', 'enum', 'x-extensible-enum'];

/** Everything a schema demands by itself. */
function rules(schema: JsonSchema): object {
  return {
    ...without([...WORDS, ...PARTS], schema),
    required: [...(schema.required ?? [])].sort(),
    oneOf: schema.oneOf?.length,
    allOf: schema.allOf?.length,
  };
}

function without(names: readonly string[], schema: JsonSchema): object {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !names.includes(name)));
}

/** Whether the lists of values are those they were, or have only grown where they may. */
function grown(before: JsonSchema, after: JsonSchema, direction: Direction): boolean {
  const includes = (larger: readonly unknown[] | undefined, smaller: readonly unknown[] | undefined) =>
    (larger === undefined) === (smaller === undefined) &&
    (smaller ?? []).every((value) => larger?.includes(value) === true);
  return (
    includes(after['x-extensible-enum'], before['x-extensible-enum']) &&
    includes(after.enum, before.enum) &&
    (direction === 'receive' || includes(before.enum, after.enum))
  );
}

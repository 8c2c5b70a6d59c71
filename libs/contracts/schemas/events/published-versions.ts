import { currentVersion, type EventSchema } from '#event-sourcing/format/event-schema.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import type { Category } from '#event-catalogue/log-streams.js';
import { typeName } from '../../event-type-names.js';
import type { JsonSchema } from '../json-schema.js';
import { matching, said, text } from '../schema-of.js';
import { EVENT_CONTRACTS } from './all.js';
import { FORMER_VERSIONS, type FormerVersion } from './former-versions.js';

/** One version of one type of event, as it is on the topic. */
export interface PublishedVersion {
  readonly type: string;
  readonly category: Category;
  readonly version: number;
  readonly current: boolean;
  /** CloudEvents type: `hawiya.<aggregate>.<event-in-kebab-case>.v<version>`. */
  readonly name: string;
  readonly says: string;
  readonly sealed: string | undefined;
  /** Of the message's value; closed: we send what is in it and nothing else. */
  readonly payload: JsonSchema;
}

/** Every version of every type of event that is or may come again on the topic, oldest first within its type. */
export const PUBLISHED_VERSIONS: readonly PublishedVersion[] = Object.entries(EVENT_TYPES).flatMap(
  ([type, schema]) =>
    // The tables have the same names, by their types.
    publishedVersions(
      type,
      schema,
      EVENT_CONTRACTS[type as keyof typeof EVENT_TYPES],
      FORMER_VERSIONS[type as keyof typeof EVENT_TYPES],
    ),
);

/** @throws Error saying what to do, if a version has no contract */
export function publishedVersions(
  type: string,
  schema: EventSchema & { readonly category: Category },
  current: FormerVersion,
  former: readonly FormerVersion[] = [],
): readonly PublishedVersion[] {
  const known = [...former, current];
  if (known.length !== currentVersion(schema)) {
    throw new Error(
      `${type} has ${currentVersion(schema)} versions and ${known.length} contracts: ` +
        'each version but the current one has its contract in FORMER_VERSIONS, as it was',
    );
  }
  const { category } = schema;
  return known.map(({ says, sealed, data }, index) => {
    const version = index + 1;
    const name = typeName(`${category}-`, type, version);
    if (name === undefined) throw new Error(`${type} is no name for an event: it is not in Pascal case`);
    const payload = payloadOf(data, sealed);
    return { type, category, version, current: version === known.length, name, says, sealed, payload };
  });
}

function payloadOf(data: JsonSchema, about: string | undefined): JsonSchema {
  const properties = { data, ...(about !== undefined && { personal: sealed(about) }) };
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** Personal data as it is published: AES-256-GCM under a key of the person's own. */
function sealed(about: string): JsonSchema {
  const properties = {
    key: said('Names the key; says nothing about the person', text(64)),
    iv: said('Base64, 12 bytes', matching('^[A-Za-z0-9+/]{16}$')),
    sealed: said('Base64: ciphertext and tag', matching('^[A-Za-z0-9+/]+={0,2}$')),
  };
  return {
    description: `Sealed: nobody outside the service can open it, and nobody at all once the person's key was erased. Inside: ${about}`,
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

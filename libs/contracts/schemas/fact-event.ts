import type { FactKind } from '#domain/resident/facts.js';
import { DIRECTIVE_CONTENTS, type DirectiveKind } from './directive-contents.js';
import { FACT_CONTENTS } from './fact-contents.js';
import type { JsonSchema } from './json-schema.js';
import { said, text } from './schema-of.js';
import { instant } from './values.js';

export type InboundKind = FactKind | DirectiveKind;

/** Unicode code points, whatever their bytes: what stores them bounds its keys itself (`boundedKey`). */
const MAX_NAME_CHARACTERS = 256;

export const factSubject: JsonSchema = {
  type: 'string',
  pattern: '^(iqama|border):',
  maxLength: 64,
  description: 'whom it is about: iqama:2… or border:3…',
};

function factEvent(kind: string, data: JsonSchema, about: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const required = {
    specversion: { const: '1.0' },
    id: said(
      'names the fact within its source: the same again is the same fact; at most 256 characters; kept under the seal',
      text(MAX_NAME_CHARACTERS),
    ),
    source: {
      ...text(MAX_NAME_CHARACTERS),
      format: 'uri-reference',
      description: 'who tells it: / and the service’s name, or a path under it; at most 256 characters',
    },
    type: { const: factType(kind) },
    ...about,
    time: said('true from then on', instant),
    data,
  } as const;
  return {
    type: 'object',
    title: kind,
    properties: {
      ...required,
      datacontenttype: { type: 'string', pattern: '^application/([\\w.-]+\\+)?json *(;.*)?$' },
      dataschema: { ...text(500), format: 'uri-reference' },
      corrects: said('id (same source) of the fact this one puts right', text(MAX_NAME_CHARACTERS)),
    },
    required: Object.keys(required),
    // Extensions we do not know are the senders' business: tracing, partitioning. A subject is none: a directive has none.
    patternProperties: { '^(?!data$|subject$)[a-z0-9]{1,20}$': { type: ['string', 'number', 'boolean'] } },
    additionalProperties: false,
  };
}

/** Every kind of fact the service takes in, as the CloudEvent it comes in: attributes, extensions and data. */
export const FACT_EVENTS: Readonly<Record<InboundKind, JsonSchema>> = Object.fromEntries([
  ...Object.entries(FACT_CONTENTS).map(([kind, data]) => [
    kind,
    factEvent(kind, data, { subject: factSubject }),
  ]),
  ...Object.entries(DIRECTIVE_CONTENTS).map(([kind, data]) => [kind, factEvent(kind, data, {})]),
  // fromEntries forgets the names; both objects above are complete by their types.
]) as Record<InboundKind, JsonSchema>;

/** The CloudEvents type of a kind of fact. */
export function factType(kind: string): string {
  return `hawiya.fact.${kind}.v1`;
}

/** The kind a CloudEvents type names, or undefined. */
export function factKindOf(type: string): InboundKind | undefined {
  const [, kind] = /^hawiya\.fact\.([a-z-]+)\.v1$/.exec(type) ?? [];
  // Checked against the table's own names.
  return kind !== undefined && Object.hasOwn(FACT_EVENTS, kind) ? (kind as InboundKind) : undefined;
}

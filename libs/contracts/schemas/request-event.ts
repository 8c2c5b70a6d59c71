import type { Instant } from '#decider/brand.js';
import { CONDITION_IDS, type ConditionId } from '#domain/conditions/outcome.js';
import type { JsonSchema } from './json-schema.js';
import { listOf, objectOf, openList, said, type SchemaOf, schemaOf, text, whole } from './schema-of.js';
import { factSubject } from './fact-event.js';
import { code, utcInstant } from './values.js';

/** The CloudEvents type of what a service is asked for. */
export const REQUEST_TYPE = 'hawiya.fact-request.v1';

/** What a service is asked for, and why. */
export interface RequestContents {
  readonly condition: ConditionId;
  readonly reason: string;
  /** CloudEvents types. */
  readonly facts: readonly string[];
  readonly asking: number;
  readonly since: Instant;
  readonly answerBy: Instant;
}

const DATA: SchemaOf<RequestContents> = objectOf({
  condition: said('The condition of a case that waits for the answer', openList(...CONDITION_IDS)),
  reason: said('Why it waits, as a code', code),
  facts: said(
    'The types of the facts of this service that bear on it: whichever of them is so is told, as it always is',
    listOf(text(128)),
  ),
  asking: said('How often it was asked by now, this time included', whole(1, 1_000)),
  since: said('When it was asked for the first time', utcInstant),
  answerBy: said('The answer is late from then on', utcInstant),
});

/** The CloudEvent on the topic of requests of a service, and at its webhook. */
export const REQUEST_EVENT: JsonSchema = {
  type: 'object',
  title: 'fact-request',
  properties: {
    specversion: { const: '1.0' },
    id: said(
      'The same however often it comes; asked again it is another',
      schemaOf({ type: 'string', format: 'uuid' }),
    ),
    source: { const: '/hawiya' },
    type: { const: REQUEST_TYPE },
    subject: factSubject,
    time: said('When it was asked', utcInstant),
    datacontenttype: { const: 'application/json' },
    data: DATA,
  },
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'data'],
  additionalProperties: false,
};

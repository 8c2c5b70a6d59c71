import {
  either,
  erased,
  instantSchema,
  list,
  named,
  objectSchema,
  enumSchema,
  orNull,
  revision,
  describedSchema,
  textSchema,
  trackingNumberSchema,
  booleanSchema,
  uuid,
} from '../openapi/schema.js';

const command = { applicationId: uuid, revision, repeated: booleanSchema };

export const APPLICATION_SCHEMAS = {
  Started: objectSchema({ ...command, trackingNumber: trackingNumberSchema }),
  DocumentAttached: objectSchema({ ...command, documentId: uuid }),
  AbsenceAppeals: objectSchema({
    applicationId: uuid,
    appeals: list(
      objectSchema({
        statedAt: instantSchema,
        statedWith: describedSchema(
          'The identity held may be of an earlier application',
          enumSchema('application', 'credential'),
        ),
        statement: describedSchema('In the person’s own words', either(textSchema, erased)),
      }),
    ),
  }),
  AbsenceAppealStated: objectSchema({ credentialId: uuid, repeated: booleanSchema }),
  PreCheck: objectSchema({
    board: list(named('BoardRow')),
    changesNext: describedSchema('null: time alone changes nothing', orNull(named('NextChange'))),
    fees: describedSchema(
      'Null when no period was given',
      orNull(either(named('FeeQuote'), named('NoQuote'))),
    ),
    ruleVersion: textSchema,
    checkedAt: instantSchema,
  }),
  NoQuote: describedSchema(
    'Why there is no fee to name',
    objectSchema({ code: textSchema, title: textSchema }),
  ),
  ReviewSheet: objectSchema({
    applicationId: uuid,
    revision,
    missing: describedSchema('All that is still to do before submitting; empty: nothing', named('Missing')),
    declaration: enumSchema('none', 'stale', 'current'),
    summary: describedSchema('What was entered', {
      type: 'object',
      properties: {
        trackingNumber: trackingNumberSchema,
        service: enumSchema('issue', 'renew'),
        category: textSchema,
        details: orNull({ type: 'object' }),
        documents: list({ type: 'object' }),
      },
      required: ['trackingNumber', 'service', 'category', 'details', 'documents'],
    }),
  }),
} as const;

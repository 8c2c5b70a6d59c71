import {
  either,
  erased,
  instant,
  list,
  named,
  object,
  oneOf,
  orNull,
  revision,
  said,
  text,
  trackingNumber,
  truth,
  uuid,
} from '../openapi/schema.js';

const command = { applicationId: uuid, revision, repeated: truth };

export const APPLICATION_SCHEMAS = {
  Started: object({ ...command, trackingNumber }),
  DocumentAttached: object({ ...command, documentId: uuid }),
  AbsenceAppeals: object({
    applicationId: uuid,
    appeals: list(
      object({
        statedAt: instant,
        statedWith: said(
          'The identity held may be of an earlier application',
          oneOf('application', 'credential'),
        ),
        statement: said('In the person’s own words', either(text, erased)),
      }),
    ),
  }),
  AbsenceAppealStated: object({ credentialId: uuid, repeated: truth }),
  PreCheck: object({
    board: list(named('BoardRow')),
    changesNext: said('null: time alone changes nothing', orNull(named('NextChange'))),
    fees: said('Null when no period was given', orNull(either(named('FeeQuote'), named('NoQuote')))),
    ruleVersion: text,
    checkedAt: instant,
  }),
  NoQuote: said('Why there is no fee to name', object({ code: text, title: text })),
  ReviewSheet: object({
    applicationId: uuid,
    revision,
    missing: said('All that is still to do before submitting; empty: nothing', named('Missing')),
    declaration: oneOf('none', 'stale', 'current'),
    summary: said('What was entered', {
      type: 'object',
      properties: {
        trackingNumber,
        service: oneOf('issue', 'renew'),
        category: text,
        details: orNull({ type: 'object' }),
        documents: list({ type: 'object' }),
      },
      required: ['trackingNumber', 'service', 'category', 'details', 'documents'],
    }),
  }),
} as const;

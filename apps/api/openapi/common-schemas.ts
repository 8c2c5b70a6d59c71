import { CLAIM_FIELDS } from '#domain/conditions/outcome.js';
import {
  dualDateSchema,
  halalasSchema,
  instantSchema,
  list,
  named,
  objectSchema,
  enumSchema,
  orNull,
  revision,
  describedSchema,
  textSchema,
  booleanSchema,
  uuid,
} from './schema.js';

const params = describedSchema(
  'What is allowed instead (`allowed`, `min` and `max`, `pattern`, `type`), and what it was about',
  {
    type: 'object',
  },
);

export const COMMON_SCHEMAS = {
  Problem: describedSchema('RFC 9457. Titles and details are in the language of Accept-Language', {
    ...objectSchema(
      {
        type: describedSchema('Stable; can be looked up', { type: 'string', format: 'uri-reference' }),
        title: textSchema,
        status: { type: 'integer', minimum: 400 },
        code: describedSchema('Stable; for programs', textSchema),
        detail: describedSchema('What is wrong with this very request, and what to do', textSchema),
      },
      {
        instance: describedSchema(
          'This occurrence: its correlation id, by which operators find it in the log',
          {
            type: 'string',
            format: 'uri',
          },
        ),
        errors: describedSchema(
          'Everything to mend, not the first thing',
          list(
            objectSchema(
              {
                at: describedSchema(
                  'JSON pointer into the body, or header:…, query:…, or what is missing',
                  textSchema,
                ),
                code: textSchema,
                title: textSchema,
                detail: describedSchema('The title with what is allowed instead', textSchema),
              },
              { params },
            ),
          ),
        ),
        revision,
        incident: describedSchema('Of an unexpected error: quote it when you ask for help', uuid),
      },
    ),
    additionalProperties: true,
  }),
  FeeQuote: objectSchema({
    period: describedSchema('Months', { type: 'integer' }),
    lines: list(
      objectSchema({
        code: enumSchema('issue', 'renew', 'late-renewal', 'late-first-issue', 'dependant-levy'),
        amount: halalasSchema,
        policy: describedSchema('The dated policy entry it came from', textSchema),
      }),
    ),
    total: halalasSchema,
    notCharged: describedSchema(
      'What the stay costs elsewhere, for the whole period: shown, no part of the total',
      list(
        objectSchema({
          code: enumSchema('work-permit'),
          least: halalasSchema,
          most: halalasSchema,
          policy: describedSchema('The dated policy entries it came from', textSchema),
          says: describedSchema('What it is, in the language of Accept-Language', textSchema),
        }),
      ),
    ),
    policyVersion: textSchema,
  }),
  BoardRow: describedSchema(
    'One condition of the case',
    objectSchema(
      {
        condition: textSchema,
        title: textSchema,
        state: enumSchema('satisfied', 'pending', 'failed', 'not-applicable'),
        reason: describedSchema('Stable; for programs', textSchema),
        says: describedSchema('What the reason means', textSchema),
        todo: describedSchema('What to do about it', textSchema),
        owner: describedSchema('Who can change the fact it rests on', textSchema),
        ownerName: textSchema,
        remedy: describedSchema(
          'What would make it hold. `none`: nothing, by its state because it holds or because it is final',
          enumSchema('applicant', 'wait', 'officer', 'none'),
        ),
        remedyText: textSchema,
        factIds: describedSchema(
          'What it was decided from; of many facts those that took effect last',
          list(textSchema),
        ),
        ruleVersion: textSchema,
        checkedAt: instantSchema,
      },
      {
        until: describedSchema('When time alone changes it, if nothing new becomes known', instantSchema),
        untilDate: describedSchema('The day of that in Riyadh, in both calendars', dualDateSchema),
        becomes: describedSchema(
          'What it comes to then',
          objectSchema({
            state: enumSchema('satisfied', 'pending', 'failed', 'not-applicable'),
            reason: textSchema,
            says: textSchema,
            todo: textSchema,
            remedy: enumSchema('applicant', 'wait', 'officer', 'none'),
            remedyText: textSchema,
          }),
        ),
        contest: describedSchema('How the applicant contests what stands against them', named('Contest')),
        fields: describedSchema(
          'In which fields what was entered differs from the register: their names, no values',
          list(enumSchema(...CLAIM_FIELDS)),
        ),
        factsLeftOut: describedSchema('How many facts it was decided from besides those named', {
          type: 'integer',
          minimum: 1,
        }),
        directives: describedSchema(
          'The directives that stop it, or leave it to an officer',
          list(named('StoppingDirective')),
        ),
        asked: describedSchema(
          'While it is pending on a service that was asked for the fact',
          named('FactRequest'),
        ),
      },
    ),
  ),
  Contest: objectSchema({
    says: textSchema,
    path: describedSchema('What the applicant says is sent there, by POST', textSchema),
  }),
  NextChange: describedSchema(
    'The first date by which time alone changes the board',
    objectSchema(
      { at: instantSchema, conditions: describedSchema('Which of them change then', list(textSchema)) },
      { date: describedSchema('The day of that in Riyadh, in both calendars', dualDateSchema) },
    ),
  ),
  FactRequest: objectSchema({
    since: describedSchema(
      'When it was asked for the first time: the case has missed the fact since',
      instantSchema,
    ),
    lastAskedAt: instantSchema,
    times: describedSchema('How often it was asked by now', { type: 'integer', minimum: 1 }),
    lateSince: describedSchema(
      'The answer is late by the service level since then; null: it is not',
      orNull(instantSchema),
    ),
    says: textSchema,
  }),
  StoppingDirective: objectSchema({
    directiveId: textSchema,
    title: textSchema,
    source: describedSchema('Where it was published', textSchema),
    from: instantSchema,
    until: describedSchema('null: it says of no end', orNull(instantSchema)),
  }),
  CommandAnswer: objectSchema({
    applicationId: uuid,
    revision,
    repeated: describedSchema('The same request had been carried out before', booleanSchema),
  }),
  Missing: list(objectSchema({ at: textSchema, code: textSchema, title: textSchema }, { params })),
  TimelineEntry: objectSchema({
    id: textSchema,
    type: describedSchema('What happened, by its name in the log', textSchema),
    at: instantSchema,
    params,
  }),
} as const;

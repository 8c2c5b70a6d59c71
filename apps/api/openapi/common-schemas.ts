import { CLAIM_FIELDS } from '#domain/conditions/outcome.js';
import {
  dualDate,
  halalas,
  instant,
  list,
  named,
  object,
  oneOf,
  orNull,
  revision,
  said,
  text,
  truth,
  uuid,
} from './schema.js';

const params = said(
  'What is allowed instead (`allowed`, `min` and `max`, `pattern`, `type`), and what it was about',
  {
    type: 'object',
  },
);

export const COMMON_SCHEMAS = {
  Problem: said('RFC 9457. Titles and details are in the language of Accept-Language', {
    ...object(
      {
        type: said('Stable; can be looked up', { type: 'string', format: 'uri-reference' }),
        title: text,
        status: { type: 'integer', minimum: 400 },
        code: said('Stable; for programs', text),
        detail: said('What is wrong with this very request, and what to do', text),
      },
      {
        instance: said('This occurrence: its correlation id, by which operators find it in the log', {
          type: 'string',
          format: 'uri',
        }),
        errors: said(
          'Everything to mend, not the first thing',
          list(
            object(
              {
                at: said('JSON pointer into the body, or header:…, query:…, or what is missing', text),
                code: text,
                title: text,
                detail: said('The title with what is allowed instead', text),
              },
              { params },
            ),
          ),
        ),
        revision,
        incident: said('Of an unexpected error: quote it when you ask for help', uuid),
      },
    ),
    additionalProperties: true,
  }),
  FeeQuote: object({
    period: said('Months', { type: 'integer' }),
    lines: list(
      object({
        code: oneOf('issue', 'renew', 'late-renewal', 'late-first-issue', 'dependant-levy'),
        amount: halalas,
        policy: said('The dated policy entry it came from', text),
      }),
    ),
    total: halalas,
    notCharged: said(
      'What the stay costs elsewhere, for the whole period: shown, no part of the total',
      list(
        object({
          code: oneOf('work-permit'),
          least: halalas,
          most: halalas,
          policy: said('The dated policy entries it came from', text),
          says: said('What it is, in the language of Accept-Language', text),
        }),
      ),
    ),
    policyVersion: text,
  }),
  BoardRow: said(
    'One condition of the case',
    object(
      {
        condition: text,
        title: text,
        state: oneOf('satisfied', 'pending', 'failed', 'not-applicable'),
        reason: said('Stable; for programs', text),
        says: said('What the reason means', text),
        todo: said('What to do about it', text),
        owner: said('Who can change the fact it rests on', text),
        ownerName: text,
        remedy: said(
          'What would make it hold. `none`: nothing, by its state because it holds or because it is final',
          oneOf('applicant', 'wait', 'officer', 'none'),
        ),
        remedyText: text,
        factIds: said('What it was decided from; of many facts those that took effect last', list(text)),
        ruleVersion: text,
        checkedAt: instant,
      },
      {
        until: said('When time alone changes it, if nothing new becomes known', instant),
        untilDate: said('The day of that in Riyadh, in both calendars', dualDate),
        becomes: said(
          'What it comes to then',
          object({
            state: oneOf('satisfied', 'pending', 'failed', 'not-applicable'),
            reason: text,
            says: text,
            todo: text,
            remedy: oneOf('applicant', 'wait', 'officer', 'none'),
            remedyText: text,
          }),
        ),
        contest: said('How the applicant contests what stands against them', named('Contest')),
        fields: said(
          'In which fields what was entered differs from the register: their names, no values',
          list(oneOf(...CLAIM_FIELDS)),
        ),
        factsLeftOut: said('How many facts it was decided from besides those named', {
          type: 'integer',
          minimum: 1,
        }),
        directives: said(
          'The directives that stop it, or leave it to an officer',
          list(named('StoppingDirective')),
        ),
        asked: said('While it is pending on a service that was asked for the fact', named('FactRequest')),
      },
    ),
  ),
  Contest: object({
    says: text,
    path: said('What the applicant says is sent there, by POST', text),
  }),
  NextChange: said(
    'The first date by which time alone changes the board',
    object(
      { at: instant, conditions: said('Which of them change then', list(text)) },
      { date: said('The day of that in Riyadh, in both calendars', dualDate) },
    ),
  ),
  FactRequest: object({
    since: said('When it was asked for the first time: the case has missed the fact since', instant),
    lastAskedAt: instant,
    times: said('How often it was asked by now', { type: 'integer', minimum: 1 }),
    lateSince: said('The answer is late by the service level since then; null: it is not', orNull(instant)),
    says: text,
  }),
  StoppingDirective: object({
    directiveId: text,
    title: text,
    source: said('Where it was published', text),
    from: instant,
    until: said('null: it says of no end', orNull(instant)),
  }),
  CommandAnswer: object({
    applicationId: uuid,
    revision,
    repeated: said('The same request had been carried out before', truth),
  }),
  Missing: list(object({ at: text, code: text, title: text }, { params })),
  TimelineEntry: object({
    id: text,
    type: said('What happened, by its name in the log', text),
    at: instant,
    params,
  }),
} as const;

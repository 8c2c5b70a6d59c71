import { count, day, halalas, instant, object, orNull, said, tally, text } from '../openapi/schema.js';

const cell = said('Null: hidden, because it counts too few people', orNull(count));

export const REPORT_SCHEMAS = {
  ApplicationsReport: object({
    from: day,
    to: day,
    funnel: object({ started: cell, submitted: cell, decided: cell, issued: cell }),
    outcomes: tally(cell),
    replaced: said(
      'Of those issued: another identity followed one that was revoked, which is no issue; null: hidden',
      orNull(count),
    ),
    rejections: tally(cell),
    services: tally(cell),
    categories: tally(cell),
    channels: tally(cell),
    minutesToIssue: orNull(object({ p50: { type: 'number' }, p90: { type: 'number' } })),
    decidedWithoutOfficer: said('0 to 1', orNull({ type: 'number', minimum: 0 })),
    feesBilled: orNull(halalas),
    feesConsumed: orNull(halalas),
    k: said('Numbers of fewer people than this are hidden', count),
    freshness: said(
      'The newest event the report has seen',
      object({ position: orNull(text), at: orNull(instant) }),
    ),
  }),
} as const;

import {
  count,
  daySchema,
  halalasSchema,
  instantSchema,
  objectSchema,
  orNull,
  describedSchema,
  tally,
  textSchema,
} from '../openapi/schema.js';

const cell = describedSchema('Null: hidden, because it counts too few people', orNull(count));

export const REPORT_SCHEMAS = {
  ApplicationsReport: objectSchema({
    from: daySchema,
    to: daySchema,
    funnel: objectSchema({ started: cell, submitted: cell, decided: cell, issued: cell }),
    outcomes: tally(cell),
    replaced: describedSchema(
      'Of those issued: another identity followed one that was revoked, which is no issue; null: hidden',
      orNull(count),
    ),
    rejections: tally(cell),
    services: tally(cell),
    categories: tally(cell),
    channels: tally(cell),
    minutesToIssue: orNull(objectSchema({ p50: { type: 'number' }, p90: { type: 'number' } })),
    decidedWithoutOfficer: describedSchema('0 to 1', orNull({ type: 'number', minimum: 0 })),
    feesBilled: orNull(halalasSchema),
    feesConsumed: orNull(halalasSchema),
    k: describedSchema('Numbers of fewer people than this are hidden', count),
    freshness: describedSchema(
      'The newest event the report has seen',
      objectSchema({ position: orNull(textSchema), at: orNull(instantSchema) }),
    ),
  }),
} as const;

import {
  instant,
  list,
  object,
  oneOf,
  orNull,
  revision,
  said,
  text,
  trackingNumber,
  uuid,
} from '../openapi/schema.js';

export const REVIEW_SCHEMAS = {
  ReviewQueue: object({
    entries: said(
      'Oldest first',
      list(
        object({
          applicationId: uuid,
          trackingNumber,
          revision,
          service: oneOf('issue', 'renew'),
          category: text,
          since: instant,
          submittedAt: orNull(instant),
          reasons: list(text),
          claimedBy: orNull(text),
          claimedAt: orNull(instant),
          informationUntil: orNull(instant),
        }),
      ),
    ),
    next: said('Cursor of the next page; null: there is no more', orNull(text)),
  }),
} as const;

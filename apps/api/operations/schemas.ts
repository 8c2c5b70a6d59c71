import { count, instant, list, object, oneOf, orNull, said, text, truth } from '../openapi/schema.js';

const cause = {
  reason: said(
    'undecodable: it cannot be read; fold-failed: a bug in the projection; gap: events before it are missing; write-refused: the database refuses the document; reaction-failed: what follows from it could not be carried out; unreadable-message: no message of the service',
    oneOf('undecodable', 'fold-failed', 'gap', 'write-refused', 'reaction-failed', 'unreadable-message'),
  ),
  message: said('Where and how it failed; never with what', text),
  event: said(
    'The event at fault; null: a message that is none of the service’s',
    orNull(object({ stream: text, revision: count, type: text, id: text })),
  ),
};

const parkedKey = {
  model: text,
  key: said('Of the document, e.g. an application id', text),
  ...cause,
  parkedAt: instant,
  attempts: said('Replays that failed', count),
};

export const OPERATION_SCHEMAS = {
  Erased: object({ erased: said('The key to the personal data is gone; what happened remains', truth) }),
  ParkedKeys: object({
    entries: list(object(parkedKey)),
    next: said('Cursor of the next page; null: there is no more', orNull(text)),
  }),
  ParkedKeyDetails: object({
    ...parkedKey,
    waiting: object({
      count: said('Events not in the document, the one at fault included', count),
      events: said(
        'The first hundred, in the order of the log',
        list(object({ stream: text, revision: count, type: text, occurredAt: orNull(instant) })),
      ),
    }),
  }),
  ParkedOutcome: object({
    model: text,
    key: text,
    outcome: said('parked: another event, or the same one, holds it up', oneOf('released', 'parked')),
    cause: said('What holds it up now', orNull(object(cause))),
  }),
} as const;

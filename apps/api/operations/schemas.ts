import { ERASURE_REASONS } from '#domain/erasure/events.js';
import { count, instant, list, object, oneOf, orNull, said, text } from '../openapi/schema.js';

const cause = {
  reason: said(
    'undecodable: it cannot be read; fold-failed: a bug in the projection; gap: events before it are missing; write-refused: the database refuses the document; reaction-failed: what follows from it, or from the deadline the key names, could not be carried out; unreadable-message: no message of the service',
    oneOf('undecodable', 'fold-failed', 'gap', 'write-refused', 'reaction-failed', 'unreadable-message'),
  ),
  message: said('Where and how it failed; never with what', text),
  event: said(
    'The event at fault; null: a deadline, or a message that is none of the service’s',
    orNull(object({ stream: text, revision: count, type: text, id: text })),
  ),
};

const parkedKey = {
  model: text,
  key: said('Of the document, e.g. an application id; of a deadline, e.g. lapse:6f0c…', text),
  ...cause,
  parkedAt: instant,
  attempts: said('Replays that failed', count),
};

const erasure = {
  subject: said('The person’s pseudonym', text),
  phase: said(
    'requested: waits for another operator; confirmed: being carried out; completed: nothing can be read any more',
    oneOf('requested', 'confirmed', 'cancelled', 'lapsed', 'completed'),
  ),
  reason: oneOf(...ERASURE_REASONS),
  requestedBy: text,
  requestedAt: instant,
  lapsesAt: said('Without a confirmation it is off then', instant),
  confirmedBy: orNull(text),
  confirmedAt: orNull(instant),
  cancelledBy: orNull(text),
  endedAt: said('When it was cancelled, lapsed or completed', orNull(instant)),
  cases: said('Completed: whose documents were made anew', orNull(count)),
};

export const OPERATION_SCHEMAS = {
  Erasure: object(erasure),
  Erasures: object({
    entries: list(object(erasure)),
    next: said('Cursor of the next page; null: there is no more', orNull(text)),
  }),
  CredentialWalks: object({
    entries: said(
      'Those that began last, at first',
      list(
        object({
          walk: said('What called for it, e.g. directive-credentials:D-1:from', text),
          done: said('Credentials that were looked at', count),
          total: said('Credentials there were when it began; finished: as many as it looked at', count),
          startedAt: instant,
          finishedAt: said('null: it is under way', orNull(instant)),
        }),
      ),
    ),
  }),
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

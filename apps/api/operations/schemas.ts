import { ERASURE_REASONS } from '#domain/erasure/events.js';
import {
  count,
  instantSchema,
  list,
  objectSchema,
  enumSchema,
  orNull,
  describedSchema,
  textSchema,
} from '../openapi/schema.js';

const cause = {
  reason: describedSchema(
    'undecodable: it cannot be read; fold-failed: a bug in the projection; gap: events before it are missing; write-refused: the database refuses the document; reaction-failed: what follows from it, or from the deadline the key names, could not be carried out; unreadable-message: no message of the service',
    enumSchema('undecodable', 'fold-failed', 'gap', 'write-refused', 'reaction-failed', 'unreadable-message'),
  ),
  message: describedSchema('Where and how it failed; never with what', textSchema),
  event: describedSchema(
    'The event at fault; null: a deadline, or a message that is none of the service’s',
    orNull(objectSchema({ stream: textSchema, revision: count, type: textSchema, id: textSchema })),
  ),
};

const parkedKey = {
  model: textSchema,
  key: describedSchema(
    'Of the document, e.g. an application id; of a deadline, e.g. lapse:6f0c…',
    textSchema,
  ),
  ...cause,
  parkedAt: instantSchema,
  attempts: describedSchema('Replays that failed', count),
};

const erasure = {
  subject: describedSchema('The person’s pseudonym', textSchema),
  phase: describedSchema(
    'requested: waits for another operator; confirmed: being carried out; completed: nothing can be read any more',
    enumSchema('requested', 'confirmed', 'cancelled', 'lapsed', 'completed'),
  ),
  reason: enumSchema(...ERASURE_REASONS),
  requestedBy: textSchema,
  requestedAt: instantSchema,
  lapsesAt: describedSchema('Without a confirmation it is off then', instantSchema),
  confirmedBy: orNull(textSchema),
  confirmedAt: orNull(instantSchema),
  cancelledBy: orNull(textSchema),
  endedAt: describedSchema('When it was cancelled, lapsed or completed', orNull(instantSchema)),
  cases: describedSchema('Completed: whose documents were made anew', orNull(count)),
};

export const OPERATION_SCHEMAS = {
  Erasure: objectSchema(erasure),
  Erasures: objectSchema({
    entries: list(objectSchema(erasure)),
    next: describedSchema('Cursor of the next page; null: there is no more', orNull(textSchema)),
  }),
  CredentialWalks: objectSchema({
    entries: describedSchema(
      'Those that began last, at first',
      list(
        objectSchema({
          walk: describedSchema('What called for it, e.g. directive-credentials:D-1:from', textSchema),
          done: describedSchema('Credentials that were looked at', count),
          total: describedSchema(
            'Credentials there were when it began; finished: as many as it looked at',
            count,
          ),
          startedAt: instantSchema,
          finishedAt: describedSchema('null: it is under way', orNull(instantSchema)),
        }),
      ),
    ),
  }),
  ParkedKeys: objectSchema({
    entries: list(objectSchema(parkedKey)),
    next: describedSchema('Cursor of the next page; null: there is no more', orNull(textSchema)),
  }),
  ParkedKeyDetails: objectSchema({
    ...parkedKey,
    waiting: objectSchema({
      count: describedSchema('Events not in the document, the one at fault included', count),
      events: describedSchema(
        'The first hundred, in the order of the log',
        list(
          objectSchema({
            stream: textSchema,
            revision: count,
            type: textSchema,
            occurredAt: orNull(instantSchema),
          }),
        ),
      ),
    }),
  }),
  ParkedOutcome: objectSchema({
    model: textSchema,
    key: textSchema,
    outcome: describedSchema(
      'parked: another event, or the same one, holds it up',
      enumSchema('released', 'parked'),
    ),
    cause: describedSchema('What holds it up now', orNull(objectSchema(cause))),
  }),
} as const;

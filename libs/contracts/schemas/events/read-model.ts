import type { ReadModelEvent } from '#projections/discarding/events.js';
import { matching, objectOf, said, text, whole } from '../schema-of.js';
import { code, utcInstant } from '../values.js';
import type { EventContracts } from './event-contract.js';

const model = said('Name of the read model', matching('^[a-z][a-z0-9-]{0,63}$'));
const key = said('Of the document, e.g. an application id', text(512));
const discardedAt = utcInstant;
const revision = whole(0, Number.MAX_SAFE_INTEGER);

/** What operators decided about the service’s own read models. Stream `read-model-{name}`. */
export const READ_MODEL_EVENTS: EventContracts<ReadModelEvent> = {
  EventDiscarded: {
    says: 'An operator left an event out of a read model, because it held one of its documents up. The event itself remains.',
    data: objectOf({
      model,
      version: said('Of the model: another version tries the event again', whole(1, 1_000_000)),
      key,
      stream: said('Of the event left out', text(512)),
      revision,
      eventId: text(64),
      eventType: text(256),
      reason: code,
      discardedAt,
    }),
  },
  MessageDiscarded: {
    says: 'An operator threw away something on the topic that was no message of the service, or a deadline that could not be carried out.',
    data: objectOf({ model, key, reason: code, discardedAt }),
  },
};

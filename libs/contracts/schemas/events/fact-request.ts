import { ASKED_SERVICES, type FactRequestEvent } from '#domain/fact-request/events.js';
import { objectOf, openList, optional, said, whole } from '../schema-of.js';
import { utcInstant } from '../values.js';
import type { EventContracts } from './event-contract.js';

const request = said('Numbers the requests of the case, from 1', whole(1, 1_000_000));
const askAgainAt = optional(said('It is asked again then; absent: that was the last time', utcInstant));

/** What a case asks services for. Stream `request-{application id}`. */
export const FACT_REQUEST_EVENTS: EventContracts<FactRequestEvent> = {
  FactRequested: {
    says: 'The case misses a fact, and the service that tells it was asked for it, on its topic of requests and at its webhook if it has one.',
    sealed: 'which condition waits for it and why, and the number the person is known by.',
    data: objectOf({
      request,
      service: said('Who was asked', openList(...ASKED_SERVICES)),
      escalatesAt: said('The answer is late from then on', utcInstant),
      askAgainAt,
      askedAt: utcInstant,
    }),
  },
  FactAskedAgain: {
    says: 'The service was asked once more: the case still misses the fact.',
    data: objectOf({
      request,
      asking: said('How often it was asked by now', whole(2, 1_000)),
      askAgainAt,
      askedAt: utcInstant,
    }),
  },
  FactRequestEscalated: {
    says: 'The answer is late: the service has not told the fact within its service level.',
    data: objectOf({ request, escalatedAt: utcInstant }),
  },
  FactRequestEnded: {
    says: 'The fact is not asked for any more: the case knows it now, or needs it no longer.',
    data: objectOf({ request, why: openList('answered', 'not-needed'), endedAt: utcInstant }),
  },
};

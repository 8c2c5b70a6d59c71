import type { ErasureEvent } from '#domain/erasure/events.js';
import { listOf, objectOf, openList, said, text, whole } from '../schema-of.js';
import { subject, utcInstant } from '../values.js';
import type { EventContracts } from './event-contract.js';

const operator = said('The operator, as the identity provider names them', text(256));

/** Who had a person’s data erased, and why. Stream `erasure-{subject}`. */
export const ERASURE_EVENTS: EventContracts<ErasureEvent> = {
  ErasureRequested: {
    says: 'An operator asked for a person’s data to be erased. Nothing happens to it until another operator confirms.',
    data: objectOf({
      subject,
      requestedBy: operator,
      reason: openList('asked-by-person', 'retention-over', 'ordered', 'recorded-in-error'),
      requestedAt: utcInstant,
      lapsesAt: said('Without a confirmation it is off then', utcInstant),
    }),
  },
  ErasureConfirmed: {
    says: 'Another operator confirmed it: the keys of the person’s data are destroyed, and it cannot be read any more. Whoever keeps something of this person of their own should see to it too.',
    data: objectOf({
      confirmedBy: operator,
      subjects: said('Every pseudonym the person has or had', listOf(subject, { minItems: 1 })),
      confirmedAt: utcInstant,
    }),
  },
  ErasureCancelled: {
    says: 'An operator took the request back before it was confirmed.',
    data: objectOf({ cancelledBy: operator, cancelledAt: utcInstant }),
  },
  ErasureLapsed: {
    says: 'Nobody confirmed the request in time.',
    data: objectOf({ lapsedAt: utcInstant }),
  },
  ErasureCompleted: {
    says: 'The keys are destroyed, and everything that was made with them has been made anew without.',
    data: objectOf({
      cases: said('Whose documents were made anew', whole(0, 1_000_000)),
      completedAt: utcInstant,
    }),
  },
};

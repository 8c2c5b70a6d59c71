import type { ResidentEvent } from '#domain/resident/events.js';
import type { FactKind } from '#domain/resident/facts.js';
import type { SlotEvent } from '#domain/slot/events.js';
import { FACT_CONTENTS } from '../fact-contents.js';
import { objectOf, oneOf, openList, optional, said, schemaOf, text } from '../schema-of.js';
import { applicationId, credentialId, subject, utcInstant } from '../values.js';
import type { EventContracts } from './event-contract.js';

// The table has exactly the kinds as its names.
const kinds = Object.keys(FACT_CONTENTS) as FactKind[];
const factId = text(256);

/** What other services said about a person. Stream `resident-{subject}`. */
export const RESIDENT_EVENTS: EventContracts<ResidentEvent> = {
  FactRecorded: {
    says: 'A service told a fact about a person and it was put in the person’s file. A fact that corrects another does not delete it.',
    sealed:
      'what the fact says (the `data` it came with), and what its service calls it: `source`, `id` and `corrects`.',
    data: objectOf({
      kind: said('Which kind of fact', openList(...kinds)),
      source: said('The service that told it; in events of the first release, the source it gave', text(256)),
      factId: said(
        'Names the fact, unique within its source: a UUID that follows from the source and id its service gave it, so that nothing a service writes there stays readable; in events of the first release, that id',
        factId,
      ),
      effective: said('True from then on', utcInstant),
      received: said('Known to us since', utcInstant),
      corrects: optional(said('`factId` of the fact that this one puts right', factId)),
    }),
  },
  FormerSubjectLinked: {
    says: 'After a first issue a person is known by the iqama number: the file kept under the border number goes on here.',
    data: objectOf({
      former: subject,
      linkedAt: utcInstant,
      factsFrom: optional(
        said(
          'Somebody else held the number before: nothing that took effect earlier is of this person; absent: it is one person',
          utcInstant,
        ),
      ),
    }),
  },
};

/** One open application at a time for a person, and the credential the person holds. Stream `slot-{subject}`. */
export const SLOT_EVENTS: EventContracts<SlotEvent> = {
  SlotTaken: {
    says: 'The person has an open application: another one is refused.',
    data: objectOf({
      applicationId,
      takenAt: utcInstant,
      reopened: optional(
        said(
          'An officer took the rejection of this application back; absent: the person started it',
          schemaOf<true>({ type: 'boolean' }),
        ),
      ),
      forNumber: optional(
        said(
          'A first issue is about to bring the number: no start of its holder’s',
          schemaOf<true>({ type: 'boolean' }),
        ),
      ),
      replaces: optional(
        said(
          'Another credential is about to follow this one, which was revoked: no start of the person’s',
          credentialId,
        ),
      ),
    }),
  },
  NumberAwaited: {
    says: 'Passports gave the number to somebody else while it is held here: that case is looked at again when this ends.',
    data: objectOf({ awaitedBy: applicationId, awaitedAt: utcInstant }),
  },
  SlotReleased: {
    says: 'The person’s application has ended: another one may be started.',
    data: objectOf({
      applicationId,
      why: oneOf('issued', 'rejected', 'withdrawn', 'lapsed', 'abandoned'),
      releasedAt: utcInstant,
    }),
  },
  CredentialHeld: {
    says: 'The person holds this credential from now on.',
    data: objectOf({ credentialId, applicationId }),
  },
  SlotClosed: {
    says: 'The person’s data is about to be erased: no application can be started until that is done, or off.',
    data: objectOf({ erasure: subject, requestedAt: utcInstant, closedAt: utcInstant }),
  },
  SlotReopened: {
    says: 'The erasure is done, or off: an application may be started again.',
    data: objectOf({ erasure: subject, requestedAt: utcInstant, reopenedAt: utcInstant }),
  },
};

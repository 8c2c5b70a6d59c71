import type { Instant, Subject } from '#decider/brand.js';
import type { Event, PersonalEvent } from '#decider/decider.js';
import type { FactContents, FactKind, FactNames } from './facts.js';

/** Names and shapes in this file are storage format. Stream: `resident-{subject}`: facts as they were received. */
export type ResidentEvent =
  | PersonalEvent<
      'FactRecorded',
      {
        readonly kind: FactKind;
        /** The service that told it. Of release 8e7cdd5: the source, as the service wrote it. */
        readonly source: string;
        /** Ours. Of release 8e7cdd5: the id, as the service wrote it. */
        readonly factId: string;
        readonly effective: Instant;
        readonly received: Instant;
        /** As `factId`. */
        readonly corrects?: string;
      },
      {
        readonly content: FactContents[FactKind];
        /** What the service called it. Absent in events of release 8e7cdd5, where `data` says it. */
        readonly toldAs?: FactNames;
      }
    >
  /** After a first issue the person is known by the iqama number: the file kept under the border number goes on here. */
  | Event<
      'FormerSubjectLinked',
      {
        readonly former: Subject;
        readonly linkedAt: Instant;
        /**
         * Somebody else held the number before: nothing that took effect earlier is this person's, and who was linked
         * before is not this person either. Absent: it is one person.
         */
        readonly factsFrom?: Instant;
      }
    >;

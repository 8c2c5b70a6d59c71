import type { Instant, Subject } from '../kernel/brand.js';
import type { Event, PersonalEvent } from '../kernel/decider.js';
import type { FactContents, FactKind } from './facts.js';

/** Names and shapes in this file are storage format. Stream: `resident-{subject}`: facts as they were received. */
export type ResidentEvent =
  | PersonalEvent<
      'FactRecorded',
      {
        readonly kind: FactKind;
        readonly source: string;
        readonly factId: string;
        readonly effective: Instant;
        readonly received: Instant;
        readonly corrects?: string;
      },
      { readonly content: FactContents[FactKind] }
    >
  /** After a first issue the person is known by the iqama number: the file kept under the border number goes on here. */
  | Event<'FormerSubjectLinked', { readonly former: Subject; readonly linkedAt: Instant }>;

import type { Instant, Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId } from '../kernel/brand.js';
import type { Event } from '#decider/decider.js';

/**
 * Names and shapes in this file are storage format. Stream: `slot-{subject}`: one open application per person, the
 * credential the person holds, and whether an application may be started at all.
 */
export type SlotEvent =
  | Event<
      'SlotTaken',
      {
        readonly applicationId: ApplicationId;
        readonly takenAt: Instant;
        /** By an officer who takes a rejection back: no start of the person's. Former releases did not say so. */
        readonly reopened?: true;
        /** For the number that a first issue is about to bring: no start of the holder's. Former releases took it without. */
        readonly forNumber?: true;
        /** So that another credential follows this one, which was revoked: no start of the person's. */
        readonly replaces?: CredentialId;
      }
    >
  | Event<
      'SlotReleased',
      {
        readonly applicationId: ApplicationId;
        readonly why: 'issued' | 'rejected' | 'withdrawn' | 'lapsed' | 'abandoned';
        readonly releasedAt: Instant;
      }
    >
  /** A case waits for the number: passports gave it to somebody while it is held here. */
  | Event<'NumberAwaited', { readonly awaitedBy: ApplicationId; readonly awaitedAt: Instant }>
  | Event<'CredentialHeld', { readonly credentialId: CredentialId; readonly applicationId: ApplicationId }>
  | Event<
      'SlotClosed',
      {
        /** Whose erasure it is closed for: the id in the name of the erasure's stream. */
        readonly erasure: Subject;
        /** Which request of that erasure. */
        readonly requestedAt: Instant;
        readonly closedAt: Instant;
      }
    >
  | Event<
      'SlotReopened',
      { readonly erasure: Subject; readonly requestedAt: Instant; readonly reopenedAt: Instant }
    >;

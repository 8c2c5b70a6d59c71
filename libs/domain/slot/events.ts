import type { ApplicationId, CredentialId, Instant } from '../kernel/brand.js';
import type { Event } from '../kernel/decider.js';

/**
 * Names and shapes in this file are storage format. Stream: `slot-{subject}`: one open application per person, and
 * the credential the person holds.
 */
export type SlotEvent =
  | Event<'SlotTaken', { readonly applicationId: ApplicationId; readonly takenAt: Instant }>
  | Event<
      'SlotReleased',
      {
        readonly applicationId: ApplicationId;
        readonly why: 'issued' | 'rejected' | 'withdrawn' | 'lapsed' | 'abandoned';
        readonly releasedAt: Instant;
      }
    >
  | Event<'CredentialHeld', { readonly credentialId: CredentialId; readonly applicationId: ApplicationId }>;

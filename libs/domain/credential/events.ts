import type { ApplicationId, CredentialId, Day, Instant, Subject } from '../kernel/brand.js';
import type { Event, PersonalEvent } from '../kernel/decider.js';
import type { ResidentCategory } from '../application/events.js';

/** A Gregorian day, and its Umm al-Qura twin with the version of the table it was read from. */
export interface DualDate {
  readonly gregorian: Day;
  /** `1448-06-12`. */
  readonly hijri: string;
  readonly calendar: string;
}

/** Names and shapes in this file are storage format. Stream: `credential-{credentialId}`. */
export type CredentialEvent =
  | PersonalEvent<
      'CredentialIssued',
      {
        readonly credentialId: CredentialId;
        readonly applicationId: ApplicationId;
        readonly subject: Subject;
        readonly category: ResidentCategory;
        readonly validFrom: DualDate;
        readonly validUntil: DualDate;
        /** Which token status list, and the place in it. */
        readonly statusList: string;
        readonly statusIndex: number;
        readonly supersedes?: CredentialId;
        /** How many renewals with this service were late, this one included. Absent: none, or of a former release. */
        readonly lateRenewals?: number;
        readonly issuedAt: Instant;
      },
      {
        readonly iqamaNumber: string;
        readonly surname: string;
        readonly givenNames: string;
        readonly nationality: string;
        readonly birthDate: Day;
        readonly passportNumber: string;
      }
    >
  | Event<'CredentialSuspended', { readonly ground: string; readonly suspendedAt: Instant }>
  | Event<'CredentialReinstated', { readonly reinstatedAt: Instant }>
  | Event<'CredentialRevoked', { readonly ground: string; readonly revokedAt: Instant }>
  | Event<'CredentialSuperseded', { readonly by: CredentialId; readonly supersededAt: Instant }>
  | Event<'CredentialExpired', { readonly expiredAt: Instant }>;

import type { Instant, Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId, Day } from '../kernel/brand.js';
import type { Event, PersonalEvent } from '#decider/decider.js';
import type { AppealContent } from '../resident/absence-appeal.js';
import type { RestsOn } from '../kernel/rests-on.js';
import type { ResidentCategory } from '../application/case-terms.js';

/** A Gregorian day, and its Umm al-Qura twin with the version of the table it was read from. */
export interface DualDate {
  readonly gregorian: Day;
  /** `1448-06-12`. */
  readonly hijri: string;
  readonly calendar: string;
}

/** What can take the ground of an identity away after its issue; what each does is policy (`afterIssue`). */
export const GROUND_KINDS = [
  'absence-reported',
  'absence-grace-over',
  'absence-appealed',
  'absence-confirmed',
  'absence-appeal-dismissed',
  'medical-unfit',
  'account-suspended',
  'violations-outstanding',
  'violations-objected',
  'directive',
  'residency-cancelled',
  'residency-final-exit',
] as const;

export type GroundKind = (typeof GROUND_KINDS)[number];

/** Why an identity does not hold, and the facts that say so: health, absence and offences are personal data. */
export interface Ground extends RestsOn {
  readonly kind: GroundKind;
  /** The one that says so; absent: it is no directive. */
  readonly directiveId?: string;
  /** Since when it is so, as it was told. */
  readonly since: Instant;
  /** Until when, by time alone; absent: until something is told. */
  readonly until?: Instant;
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
        /** The revoked one that it follows, on an officer's decision: no issue of an application, and no fee. */
        readonly replaces?: CredentialId;
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
  /** One ground more. `groundId` names it within the stream and says nothing of what it is. */
  | PersonalEvent<'CredentialSuspended', { readonly groundId: string; readonly suspendedAt: Instant }, Ground>
  /** That ground is gone; there may be others. */
  | Event<'GroundLifted', { readonly groundId: string; readonly liftedAt: Instant }>
  /** None is left. */
  | Event<'CredentialReinstated', { readonly reinstatedAt: Instant }>
  | PersonalEvent<'CredentialRevoked', { readonly revokedAt: Instant }, Ground>
  /** What it was revoked for was put right: an officer may decide that another follows. It stays revoked. */
  | Event<'ReplacementOpened', { readonly openedAt: Instant }>
  /** That is not so any more: it is a ground again, or another was issued. */
  | Event<'ReplacementClosed', { readonly closedAt: Instant }>
  /** An officer decided that another follows; `reason` is a code. */
  | Event<
      'CredentialReplaced',
      {
        readonly by: CredentialId;
        readonly officer: string;
        readonly reason: string;
        readonly replacedAt: Instant;
      }
    >
  /** The holder says that a report of absence is false: a claim, which lifts nothing. `subject`: the holder. */
  | PersonalEvent<
      'AbsenceAppealStatedByHolder',
      { readonly subject: Subject; readonly statedAt: Instant },
      AppealContent
    >
  | Event<'CredentialSuperseded', { readonly by: CredentialId; readonly supersededAt: Instant }>
  | Event<'CredentialExpired', { readonly expiredAt: Instant }>;

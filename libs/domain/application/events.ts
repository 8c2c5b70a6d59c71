import type { Instant, Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId, Day, TrackingNumber } from '../kernel/brand.js';
import type { Event, PersonalEvent } from '#decider/decider.js';
import type { FeeQuote } from '../fees/fee-quote.js';
import type { AppealContent } from '../resident/absence-appeal.js';
import type {
  Service,
  ResidentCategory,
  Channel,
  PeriodMonths,
  Applicant,
  PassportDetails,
  DocumentKind,
} from './case-terms.js';
import type { ConditionId, Remedy, ConditionOutcome } from '../conditions/outcome.js';

export type ScreeningResult = 'satisfied' | 'waiting' | 'action-required' | 'referred' | 'rejected';

/** What the applicant has to see to, and why. */
export interface RequiredCondition {
  readonly condition: ConditionId;
  readonly reason: string;
}

/** Revisions of the streams that what was known came from; -1: there was none. */
export interface Knowledge {
  /** The person's own stream, then those of former identities. */
  readonly resident: readonly number[];
  readonly fees: number;
  readonly directives: number;
  /**
   * Of what says which credential the person holds: the slot, after a first issue the slot of the iqama number, the
   * credential. Absent: a former release did not ask.
   */
  readonly held?: readonly number[];
  /** Of what says who holds the number of a first issue: slot, credential. Absent: nobody was asked. */
  readonly number?: readonly number[];
}

export type ApplicationEvent =
  | PersonalEvent<
      'ApplicationStarted',
      {
        readonly applicationId: ApplicationId;
        readonly trackingNumber: TrackingNumber;
        readonly service: Service;
        readonly category: ResidentCategory;
        readonly channel: Channel;
        readonly subject: Subject;
        readonly startedAt: Instant;
        /** An unsubmitted draft lapses then. */
        readonly lapsesAt: Instant;
      },
      { readonly applicant: Applicant }
    >
  | PersonalEvent<
      'DetailsProvided',
      {
        readonly period: PeriodMonths;
        /** Occupation code, as claimed: the register's decides. */
        readonly occupation?: string;
        /** Whether the MRZ was given and agrees with the details entered. */
        readonly mrz: 'absent' | 'agrees' | 'differs';
        /** The category claimed, put right; absent: as it was before. */
        readonly category?: ResidentCategory;
        /** What differs from the registers is right as entered: an officer looks at it. */
        readonly insists?: true;
      },
      { readonly passport: PassportDetails; readonly sponsorNumber?: string }
    >
  | Event<
      'DocumentAttached',
      {
        readonly documentId: string;
        readonly kind: DocumentKind;
        readonly mediaType: string;
        /** Bytes. */
        readonly size: number;
        /** Lower-case hex SHA-256 of the content. */
        readonly sha256: string;
      }
    >
  | Event<'DocumentRemoved', { readonly documentId: string }>
  | Event<'ReviewDeclared', { readonly reviewedRevision: string; readonly declaredAt: Instant }>
  | Event<
      'ApplicationSubmitted',
      { readonly reviewedRevision: string; readonly fees: FeeQuote; readonly submittedAt: Instant }
    >
  /** Written by former releases, one for each outcome that a screening changed: `ScreeningCompleted` has them now. */
  | Event<'ConditionChecked', Omit<ConditionOutcome, 'until' | 'becomes'>>
  | PersonalEvent<
      'ScreeningCompleted',
      {
        readonly result: ScreeningResult;
        readonly ruleVersion: string;
        readonly knew: Knowledge;
        readonly completedAt: Instant;
        /** Of a case that waits for somebody's report: when an officer looks at it. Absent in events of former releases. */
        readonly until?: Instant;
        /** When time alone changes one of the outcomes; absent: never, or a former release did not say. */
        readonly lookAgainAt?: Instant;
      },
      /** The outcomes that are other than before; all of them the first time. */
      { readonly changed: readonly ConditionOutcome[] }
    >
  | PersonalEvent<
      'ActionRequired',
      { readonly until: Instant },
      { readonly conditions: readonly RequiredCondition[] }
    >
  | PersonalEvent<
      'ReferredToOfficer',
      { readonly referredAt: Instant },
      { readonly reasons: readonly string[] }
    >
  | Event<'ReviewClaimed', { readonly officer: string; readonly claimedAt: Instant }>
  | Event<'ReviewReleased', { readonly officer: string; readonly releasedAt: Instant }>
  | Event<
      'InformationRequested',
      { readonly officer: string; readonly reason: string; readonly until: Instant }
    >
  /** An officer decided that the applicant is who holds the number: somebody came back with their old one. */
  | PersonalEvent<
      'NumberHolderConfirmed',
      { readonly officer: string; readonly holder: Subject; readonly confirmedAt: Instant },
      /** A code: the officers' reasons. */
      { readonly reason: string }
    >
  /** The applicant says that a report of absence is false: a claim, until labour reports an appeal. */
  | PersonalEvent<'AbsenceAppealStated', { readonly statedAt: Instant }, AppealContent>
  | Event<'InformationProvided', { readonly providedAt: Instant }>
  | Event<
      'ApplicationApproved',
      {
        readonly by:
          | { readonly kind: 'rules'; readonly ruleVersion: string }
          | { readonly kind: 'officer'; readonly officer: string };
        readonly approvedAt: Instant;
      }
    >
  /** A fact that arrived between approval and issue took the ground away. */
  | PersonalEvent<'ApprovalWithdrawn', { readonly withdrawnAt: Instant }, { readonly reason: string }>
  | PersonalEvent<
      'ApplicationRejected',
      {
        readonly by: { readonly kind: 'rules' } | { readonly kind: 'officer'; readonly officer: string };
        readonly remedy: Remedy;
        readonly rejectedAt: Instant;
      },
      { readonly reason: string }
    >
  | Event<'ApplicationWithdrawn', { readonly reason?: string; readonly withdrawnAt: Instant }>
  | Event<'ApplicationLapsed', { readonly from: string; readonly lapsedAt: Instant }>
  /** An officer's decision taken back by another officer (four eyes). */
  | Event<
      'ApplicationReopened',
      { readonly officer: string; readonly reason: string; readonly reopenedAt: Instant }
    >
  /** Fences a start that took the slot and never came: written where `ApplicationStarted` would have been. */
  | Event<'ApplicationAbandoned', { readonly abandonedAt: Instant }>
  | Event<
      'IdentityIssued',
      {
        readonly credentialId: CredentialId;
        readonly validFrom: Day;
        readonly validUntil: Day;
        readonly issuedAt: Instant;
      }
    >;

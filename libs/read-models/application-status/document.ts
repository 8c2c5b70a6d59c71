import type { Instant, Subject } from '#decider/brand.js';
import type {
  Applicant,
  Channel,
  DocumentKind,
  PassportDetails,
  PeriodMonths,
  ResidentCategory,
  Service,
} from '#domain/application/case-terms.js';
import type { RequiredCondition, ScreeningResult } from '#domain/application/events.js';
import type { ConditionId, Remedy, ConditionOutcome } from '#domain/conditions/outcome.js';
import type { DualDate, GroundKind } from '#domain/credential/events.js';
import type { FeeQuote } from '#domain/fees/fee-quote.js';
import type { ApplicationId, CredentialId, Day, Halalas, TrackingNumber } from '#domain/kernel/brand.js';
import type { Erased } from '#decider/decider.js';

export type Phase =
  | 'draft'
  | 'submitted'
  | 'screening'
  | 'action-required'
  | 'in-review'
  | 'approved'
  | 'issued'
  | 'rejected'
  | 'withdrawn'
  | 'lapsed';

/** Something a person would understand happened; never personal data. */
export interface TimelineEntry {
  /**
   * `<stream category>.<revision>`, of a condition `<stream category>.<revision>.<condition>`, of what followed a revoked
   * credential `credential.<its id>.<revision>`: unique within the case.
   */
  readonly id: string;
  /** Event type, e.g. `ApplicationSubmitted`. */
  readonly type: string;
  readonly at: Instant;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A section's part of the timeline. */
export interface Timeline {
  /** The newest `MAX_TIMELINE` entries, oldest first. */
  readonly timeline: readonly TimelineEntry[];
  /** How many came before those. */
  readonly timelineBefore: number;
}

/** What the applicant is known by: enough to recognise it, not enough to use it. */
export interface MaskedIdentity {
  readonly kind: Applicant['kind'];
  /** First digit and last four, e.g. `2*****6789`. */
  readonly masked: string;
  readonly lastFour: string;
}

interface StatusDocument {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly attachedAt: Instant;
}

type Outcome =
  | { readonly kind: 'approved'; readonly by: 'rules' | 'officer'; readonly at: Instant }
  | {
      readonly kind: 'rejected';
      readonly by: 'rules' | 'officer';
      readonly reason: string;
      readonly remedy: Remedy;
      readonly at: Instant;
    }
  | { readonly kind: 'withdrawn'; readonly reason: string | null; readonly at: Instant }
  | { readonly kind: 'lapsed'; readonly from: string; readonly at: Instant };

/** Folded from `application-{id}` alone. */
export interface ApplicationSection extends Timeline {
  readonly applicationId: ApplicationId;
  readonly trackingNumber: TrackingNumber;
  readonly subject: Subject;
  readonly service: Service;
  readonly category: ResidentCategory;
  readonly channel: Channel;
  readonly identity: MaskedIdentity | Erased;
  readonly phase: Phase;
  readonly details: {
    readonly period: PeriodMonths;
    readonly occupation: string | null;
    readonly mrz: 'absent' | 'agrees' | 'differs';
    readonly personal: { readonly passport: PassportDetails; readonly sponsorNumber: string | null } | Erased;
  } | null;
  readonly documents: readonly StatusDocument[];
  /** What was accepted as the fee at submission. */
  readonly quote: FeeQuote | null;
  /** One row per condition checked so far, in the order of CONDITION_IDS; `erased` with what it was found from. */
  readonly board: readonly ConditionOutcome[] | Erased;
  readonly screening: {
    readonly result: ScreeningResult;
    readonly ruleVersion: string;
    readonly at: Instant;
  } | null;
  /** What the applicant has to do, and until when: about conditions, or to answer an officer's question. */
  readonly required: {
    readonly conditions: readonly RequiredCondition[];
    /** Reason code of an officer's question. */
    readonly information: string | null;
    readonly until: Instant;
  } | null;
  readonly review: {
    readonly reasons: readonly string[];
    readonly since: Instant;
    readonly claimedBy: string | null;
    readonly claimedAt: Instant | null;
  } | null;
  readonly outcome: Outcome | null;
  readonly issued: {
    readonly credentialId: CredentialId;
    readonly validFrom: Day;
    readonly validUntil: Day;
    readonly at: Instant;
  } | null;
  readonly dates: {
    readonly started: Instant;
    /** An unsubmitted draft lapses then. */
    readonly lapses: Instant;
    readonly declared: Instant | null;
    readonly submitted: Instant | null;
    readonly decided: Instant | null;
    readonly issued: Instant | null;
  };
}

/** The board's rows: none once they are erased. */
export function rowsOf(board: ApplicationSection['board']): readonly ConditionOutcome[] {
  return board === 'erased' ? [] : board;
}

interface StatusPayment {
  readonly paymentId: string;
  readonly amount: Halalas;
  readonly paidAt: Instant;
  readonly met: 'exactly' | 'partly' | 'over' | 'again' | 'expired';
  readonly confirmed: boolean;
}

/** Folded from `fees-{applicationId}` alone. Amounts in halalas. */
export interface FeesSection extends Timeline {
  readonly bill: {
    readonly billNumber: string;
    readonly quote: FeeQuote;
    readonly issuedAt: Instant;
    readonly expiresAt: Instant;
  } | null;
  /** The newest `MAX_PAYMENTS_SHOWN`; the sums are of all. */
  readonly payments: readonly StatusPayment[];
  /** Everything received. */
  readonly paid: number;
  readonly reserved: number;
  readonly consumed: number;
  readonly refunded: number;
  /** Asked back and on its way. */
  readonly refunding: number;
  /** Received and neither reserved, consumed, refunded nor on its way back. */
  readonly refundable: number;
  /** A payment whose outcome nobody knows yet: do not pay again. */
  readonly outcomeUnknownSince: Instant | null;
  readonly refundFailure: { readonly reason: string; readonly at: Instant } | null;
}

/** A ground of a suspension. */
export interface StatusGround {
  readonly groundId: string;
  readonly kind: GroundKind | Erased;
  readonly directiveId: string | null;
  /** The identity does not hold on this ground since then. */
  readonly since: Instant;
  /** By time alone; null: until something is told. */
  readonly until: Instant | null;
}

/** Folded from `credential-{id}` alone. Of a document that a former release wrote, read it with `entriesOf`. */
export interface CredentialEntry extends Timeline {
  readonly credentialId: CredentialId;
  /** Of the person it is about: the application's, or after a first issue the iqama's. */
  readonly subject: Subject;
  readonly personal: { readonly number: string } | Erased;
  readonly category: ResidentCategory;
  readonly issuedAt: Instant;
  readonly validFrom: DualDate;
  readonly validUntil: DualDate;
  /** Token status list, and the place in it. */
  readonly statusList: string;
  readonly statusIndex: number;
  readonly supersedes: CredentialId | null;
  readonly supersededBy: CredentialId | null;
  /** The revoked one that it follows, by an officer's decision. */
  readonly replaces: CredentialId | null;
  readonly replacedBy: CredentialId | null;
  /** Revoked for what was put right since: an officer may decide that another follows. Since when; null: not so. */
  readonly replaceableSince: Instant | null;
  readonly status: 'valid' | 'suspended' | 'revoked' | 'superseded' | 'expired';
  /** Why it is suspended or revoked. */
  readonly ground: GroundKind | Erased | null;
  /** While it is suspended: every ground of it, oldest first. */
  readonly grounds: readonly StatusGround[];
  /** When the holder said last that a report of absence is false; absent: never. */
  readonly absenceAppealStatedAt?: Instant;
  /** Of the present status. */
  readonly since: Instant;
}

/** The last of the case's credentials; those that were revoked and that it followed, newest first. */
export interface CredentialSection extends CredentialEntry {
  readonly former: readonly CredentialEntry[];
}

/** What the case has asked a service for and has not been told. */
export interface StatusRequest {
  /** Numbers the requests of the case, from 1. */
  readonly request: number;
  /** The condition that waits for it; it may tell of health, absence and offences. */
  readonly personal: { readonly condition: ConditionId } | Erased;
  /** When it was asked for the first time, and the last. */
  readonly since: Instant;
  readonly askedAt: Instant;
  /** How often, by now. */
  readonly asking: number;
  /** When the answer was late by the service level; null: it is not yet. */
  readonly escalatedAt: Instant | null;
}

/** Folded from `request-{id}` alone. */
export interface RequestSection {
  /** Oldest first. */
  readonly open: readonly StatusRequest[];
}

/** The stored document: one section per kind of stream of the case, each folded on its own. */
export interface ApplicationStatusDocument {
  readonly application?: ApplicationSection;
  readonly fees?: FeesSection;
  readonly credential?: CredentialSection;
  readonly request?: RequestSection;
}

/** What queries answer: the application's section, its neighbours, and one timeline of all three. */
export interface ApplicationStatus extends ApplicationSection {
  /** Last revision of `application-{id}` in here: what minRevision and ETags speak of. */
  readonly revision: bigint;
  /** Last revision of `fees-{id}` in here: what minFeesRevision speaks of; -1n: nothing of it yet. */
  readonly feesRevision: bigint;
  /** Last revision of the stream of its (last) credential in here; -1n: nothing of it yet. */
  readonly credentialRevision: bigint;
  readonly fees: FeesSection | null;
  readonly credential: CredentialSection | null;
  /** What services were asked for and have not told, oldest first. */
  readonly requests: readonly StatusRequest[];
}

import type { Instant, Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId, Day, Halalas, TrackingNumber } from '#domain/kernel/brand.js';
import type { KnownEvent } from '../event-types.js';

/** Brands are given by parsers; a sample needs none. */
const at = '2026-03-01T09:00:00.000Z' as Instant;
const later = '2026-03-31T09:00:00.000Z' as Instant;
const day = '2026-03-01' as Day;
const inAYear = '2027-02-28' as Day;
const applicationId = '6f0c1b1e-5d0a-5a52-9a7e-0d3c5b7c9f10' as ApplicationId;
const credentialId = '2b7b9d0c-8f55-5b0e-8d0d-64a7f2b7c111' as CredentialId;
const subject = 'a1b2c3d4e5f60718293a4b5c6d7e8f90' as Subject;
const amount = 65_000 as Halalas;
const quote = {
  lines: [{ code: 'renew', amount, policy: 'fees 1: iqama 12 months from 2025-01-01' }],
  total: amount,
  period: 12,
  policyVersion: 'fees 1',
} as const;
const checked = {
  condition: 'no-violations',
  state: 'failed',
  reason: 'violations-outstanding',
  owner: 'traffic',
  remedy: 'applicant',
  factIds: ['traffic/77'],
  ruleVersion: '1.0.0',
  checkedAt: at,
} as const;

/** One of every type, with every member it can have: what the golden files of the current version hold. */
export const SAMPLES: { readonly [T in KnownEvent['type']]: Extract<KnownEvent, { type: T }> } = {
  ApplicationStarted: {
    type: 'ApplicationStarted',
    data: {
      applicationId,
      trackingNumber: '7ZKM-4Q2D-9X0V' as TrackingNumber,
      service: 'renew',
      category: 'employee',
      channel: 'app',
      subject,
      startedAt: at,
      lapsesAt: later,
    },
    personal: { applicant: { kind: 'renewal', iqamaNumber: '2000000003' } },
  },
  DetailsProvided: {
    type: 'DetailsProvided',
    data: { period: 12, occupation: '5131', mrz: 'agrees' },
    personal: {
      passport: {
        number: 'L898902C3',
        nationality: 'UTO',
        surname: 'ERIKSSON',
        givenNames: 'ANNA MARIA آنا',
        birthDate: '1974-08-12' as Day,
        sex: 'F',
        expiry: '2032-04-15' as Day,
        mrz: ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
      },
      sponsorNumber: '7001234567',
    },
  },
  DocumentAttached: {
    type: 'DocumentAttached',
    data: {
      documentId: 'd-1',
      kind: 'passport-copy',
      mediaType: 'application/pdf',
      size: 48_211,
      sha256: 'ab'.repeat(32),
    },
  },
  DocumentRemoved: { type: 'DocumentRemoved', data: { documentId: 'd-1' } },
  ReviewDeclared: { type: 'ReviewDeclared', data: { reviewedRevision: '4', declaredAt: at } },
  ApplicationSubmitted: {
    type: 'ApplicationSubmitted',
    data: { reviewedRevision: '4', fees: quote, submittedAt: at },
  },
  ConditionChecked: { type: 'ConditionChecked', data: checked },
  ScreeningCompleted: {
    type: 'ScreeningCompleted',
    data: {
      result: 'action-required',
      ruleVersion: '1.0.0',
      knew: { resident: [3, -1], fees: 1, directives: -1 },
      completedAt: at,
    },
    personal: { changed: [{ ...checked, until: later }] },
  },
  ActionRequired: {
    type: 'ActionRequired',
    data: { until: later },
    personal: { conditions: [{ condition: checked.condition, reason: checked.reason }] },
  },
  ReferredToOfficer: {
    type: 'ReferredToOfficer',
    data: { referredAt: at },
    personal: { reasons: ['absence-appealed'] },
  },
  ReviewClaimed: { type: 'ReviewClaimed', data: { officer: 'officer-1', claimedAt: at } },
  ReviewReleased: { type: 'ReviewReleased', data: { officer: 'officer-1', releasedAt: at } },
  InformationRequested: {
    type: 'InformationRequested',
    data: { officer: 'officer-1', reason: 'photo-unclear', until: later },
  },
  NumberHolderConfirmed: {
    type: 'NumberHolderConfirmed',
    data: { officer: 'officer-1', holder: subject, confirmedAt: at },
    personal: { reason: 'returned-with-old-number' },
  },
  AbsenceAppealStated: {
    type: 'AbsenceAppealStated',
    data: { statedAt: at },
    personal: { reportId: 'A-1', statement: 'I was at work on every one of those days.' },
  },
  InformationProvided: { type: 'InformationProvided', data: { providedAt: at } },
  ApplicationApproved: {
    type: 'ApplicationApproved',
    data: { by: { kind: 'rules', ruleVersion: '1.0.0' }, approvedAt: at },
  },
  ApprovalWithdrawn: {
    type: 'ApprovalWithdrawn',
    data: { withdrawnAt: at },
    personal: { reason: 'absence-reported' },
  },
  ApplicationRejected: {
    type: 'ApplicationRejected',
    data: {
      by: { kind: 'officer', officer: 'officer-1' },
      remedy: 'none',
      rejectedAt: at,
    },
    personal: { reason: 'absence-confirmed' },
  },
  ApplicationWithdrawn: {
    type: 'ApplicationWithdrawn',
    data: { reason: 'changed-my-mind', withdrawnAt: at },
  },
  ApplicationLapsed: { type: 'ApplicationLapsed', data: { from: 'draft', lapsedAt: at } },
  ApplicationReopened: {
    type: 'ApplicationReopened',
    data: { officer: 'officer-2', reason: 'decided-on-another-file', reopenedAt: at },
  },
  ApplicationAbandoned: { type: 'ApplicationAbandoned', data: { abandonedAt: at } },
  IdentityIssued: {
    type: 'IdentityIssued',
    data: { credentialId, validFrom: day, validUntil: inAYear, issuedAt: at },
  },

  BillIssued: {
    type: 'BillIssued',
    data: { applicationId, billNumber: '1234567890123', quote, issuedAt: at, expiresAt: later },
  },
  PaymentReceived: {
    type: 'PaymentReceived',
    data: { paymentId: 'P-1', billNumber: '1234567890123', amount, paidAt: at, bank: 'RJHI', met: 'exactly' },
  },
  PaymentOutcomeUnknown: { type: 'PaymentOutcomeUnknown', data: { billNumber: '1234567890123', since: at } },
  PaymentConfirmed: { type: 'PaymentConfirmed', data: { paymentId: 'P-1', confirmedAt: at } },
  PaymentNotFound: { type: 'PaymentNotFound', data: { billNumber: '1234567890123', askedAt: at } },
  FundsReserved: { type: 'FundsReserved', data: { amount, reservedAt: at } },
  FundsConsumed: { type: 'FundsConsumed', data: { amount, consumedAt: at } },
  FundsReleased: { type: 'FundsReleased', data: { amount, reason: 'rejected', releasedAt: at } },
  RefundRequested: { type: 'RefundRequested', data: { amount, requestedAt: at } },
  Refunded: { type: 'Refunded', data: { amount, reference: 'R-1', refundedAt: at } },
  RefundFailed: { type: 'RefundFailed', data: { reason: 'account-closed', failedAt: at } },

  BillNumberAssigned: {
    type: 'BillNumberAssigned',
    data: { billNumber: '1234567890123', applicationId, assignedAt: at },
  },
  OrphanPaymentReceived: {
    type: 'OrphanPaymentReceived',
    data: { billNumber: '9999999999999', paymentId: 'P-2', amount, paidAt: at, bank: 'RJHI' },
  },

  CredentialIssued: {
    type: 'CredentialIssued',
    data: {
      credentialId,
      applicationId,
      subject,
      category: 'employee',
      validFrom: { gregorian: day, hijri: '1447-09-12', calendar: 'umm-al-qura 1' },
      validUntil: { gregorian: inAYear, hijri: '1448-09-21', calendar: 'umm-al-qura 1' },
      statusList: '1',
      statusIndex: 41,
      supersedes: '0d2f8f0a-6f0d-5b6e-8a5c-1b7e3a9c5d11' as CredentialId,
      issuedAt: at,
    },
    personal: {
      iqamaNumber: '2000000003',
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      nationality: 'UTO',
      birthDate: '1974-08-12' as Day,
      passportNumber: 'L898902C3',
    },
  },
  CredentialSuspended: {
    type: 'CredentialSuspended',
    data: { groundId: '1', suspendedAt: at },
    personal: {
      kind: 'directive',
      directiveId: 'D-1',
      since: at,
      until: later,
      factIds: ['F-1'],
      factsLeftOut: 3,
    },
  },
  GroundLifted: { type: 'GroundLifted', data: { groundId: '1', liftedAt: at } },
  CredentialReinstated: { type: 'CredentialReinstated', data: { reinstatedAt: at } },
  CredentialRevoked: {
    type: 'CredentialRevoked',
    data: { revokedAt: at },
    personal: { kind: 'residency-cancelled', since: at, factIds: ['F-2'] },
  },
  ReplacementOpened: { type: 'ReplacementOpened', data: { openedAt: at } },
  ReplacementClosed: { type: 'ReplacementClosed', data: { closedAt: later } },
  CredentialReplaced: {
    type: 'CredentialReplaced',
    data: {
      by: '0d2f8f0a-6f0d-5b6e-8a5c-1b7e3a9c5d11' as CredentialId,
      officer: 'noura',
      reason: 'ground-corrected',
      replacedAt: later,
    },
  },
  AbsenceAppealStatedByHolder: {
    type: 'AbsenceAppealStatedByHolder',
    data: { subject, statedAt: at },
    personal: { reportId: 'A-1', statement: 'I was at work on every one of those days.' },
  },
  CredentialSuperseded: { type: 'CredentialSuperseded', data: { by: credentialId, supersededAt: at } },
  CredentialExpired: { type: 'CredentialExpired', data: { expiredAt: at } },

  FactRecorded: {
    type: 'FactRecorded',
    data: {
      kind: 'violation-recorded',
      source: '/traffic',
      factId: '77',
      effective: at,
      received: later,
      corrects: '76',
    },
    personal: { content: { violationId: 'V-77', amount: 30_000 } },
  },
  FormerSubjectLinked: {
    type: 'FormerSubjectLinked',
    data: { former: subject, linkedAt: at },
  },

  SlotTaken: { type: 'SlotTaken', data: { applicationId, takenAt: at } },
  SlotReleased: { type: 'SlotReleased', data: { applicationId, why: 'issued', releasedAt: at } },
  NumberAwaited: { type: 'NumberAwaited', data: { awaitedBy: applicationId, awaitedAt: at } },
  CredentialHeld: { type: 'CredentialHeld', data: { credentialId, applicationId } },
  SlotClosed: { type: 'SlotClosed', data: { erasure: subject, requestedAt: at, closedAt: later } },
  SlotReopened: { type: 'SlotReopened', data: { erasure: subject, requestedAt: at, reopenedAt: later } },

  DirectiveImposed: {
    type: 'DirectiveImposed',
    data: {
      directiveId: 'D-1',
      title: { ar: 'إيقاف مؤقت', en: 'A temporary stop' },
      covers: { services: ['issue'], categories: ['domestic-worker'], nationalities: ['UTO'] },
      from: at,
      until: later,
      source: 'https://example.org/directives/1',
      effect: 'officer',
    },
  },
  DirectiveLifted: { type: 'DirectiveLifted', data: { directiveId: 'D-1', liftedAt: at } },

  StatusIndexAssigned: { type: 'StatusIndexAssigned', data: { credentialId } },

  EventDiscarded: {
    type: 'EventDiscarded',
    data: {
      model: 'application-status',
      version: 1,
      key: applicationId,
      stream: `application-${applicationId}`,
      revision: 3,
      eventId: '9d1f6a5e-8f55-5b0e-8d0d-64a7f2b7c222',
      eventType: 'DetailsProvided',
      reason: 'cannot-be-read',
      discardedAt: at,
    },
  },
  MessageDiscarded: {
    type: 'MessageDiscarded',
    data: { model: 'application-status', key: 'unknown', reason: 'not-ours', discardedAt: at },
  },

  ErasureRequested: {
    type: 'ErasureRequested',
    data: {
      subject,
      requestedBy: 'operator-omar',
      reason: 'asked-by-person',
      requestedAt: at,
      lapsesAt: later,
    },
  },
  ErasureConfirmed: {
    type: 'ErasureConfirmed',
    data: { confirmedBy: 'operator-huda', subjects: [subject], confirmedAt: at },
  },
  ErasureCancelled: {
    type: 'ErasureCancelled',
    data: { cancelledBy: 'operator-huda', cancelledAt: at },
  },
  ErasureLapsed: { type: 'ErasureLapsed', data: { lapsedAt: later } },
  ErasureCompleted: { type: 'ErasureCompleted', data: { cases: 2, completedAt: at } },

  FactRequested: {
    type: 'FactRequested',
    data: {
      request: 1,
      service: 'medical-centres',
      escalatesAt: later,
      askAgainAt: later,
      askedAt: at,
    },
    personal: { condition: 'medical-passed', reason: 'medical-not-reported', identity: 'iqama:2456789011' },
  },
  FactAskedAgain: {
    type: 'FactAskedAgain',
    data: { request: 1, asking: 2, askAgainAt: later, askedAt: at },
  },
  FactRequestEscalated: { type: 'FactRequestEscalated', data: { request: 1, escalatedAt: later } },
  FactRequestEnded: { type: 'FactRequestEnded', data: { request: 1, why: 'answered', endedAt: later } },
};

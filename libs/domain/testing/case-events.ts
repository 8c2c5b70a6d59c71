import type { Instant, Subject } from '#decider/brand.js';
import type { ApplicationEvent } from '../application/events.js';
import type { ConditionOutcome } from '../conditions/outcome.js';
import type { CredentialEvent } from '../credential/events.js';
import type { FactRequestEvent } from '../fact-request/events.js';
import type { FeesEvent } from '../fees/events.js';
import type { FeeQuote } from '../fees/fee-quote.js';
import type { ApplicationId, CredentialId, Day, Halalas, TrackingNumber } from '../kernel/brand.js';

export type ByType<E extends { readonly type: string }> = {
  readonly [T in E['type']]: Extract<E, { readonly type: T }>;
};

/** The same event, but for what is given of its data. */
export function withData<E extends { readonly data: object }>(event: E, data: Partial<E['data']>): E {
  return { ...event, data: { ...event.data, ...data } };
}

/** Minutes into the test's day. */
export function at(minutes: number): Instant {
  return new Date(Date.UTC(2026, 2, 1, 9, minutes)).toISOString() as Instant; // toISOString has exactly this form
}

// Identifiers and amounts as their parsers would make them.
export const subject = 'a1b2c3d4e5f60718293a4b5c6d7e8f90' as Subject;
export const applicationId = '6f0c2d1e-0000-4000-8000-000000000001' as ApplicationId;
export const credentialId = '6f0c2d1e-0000-4000-8000-000000000002' as CredentialId;
export const trackingNumber = 'H4W1Y40000A0' as TrackingNumber;
const day = (text: string) => text as Day;
const halalas = (amount: number) => amount as Halalas;

export const quote: FeeQuote = {
  lines: [{ code: 'renew', amount: halalas(65_000), policy: 'fees/renew-12' }],
  total: halalas(65_000),
  period: 12,
  policyVersion: '2026-01',
};

export const passport = {
  number: 'L898902C3',
  nationality: 'UTO',
  surname: 'ERIKSSON',
  givenNames: 'ANNA MARIA',
  birthDate: day('1974-08-12'),
  sex: 'F',
  expiry: day('2032-04-15'),
} as const;

export function outcome(given: Partial<ConditionOutcome> = {}): ConditionOutcome {
  return {
    condition: 'no-violations',
    state: 'failed',
    reason: 'violations-outstanding',
    owner: 'traffic',
    remedy: 'applicant',
    factIds: ['f-1'],
    ruleVersion: '1.0.0',
    checkedAt: at(20),
    ...given,
  };
}

/** One of every type: the compiler refuses a missing one, and whoever folds these has handled them all. */
export const applicationEvents: ByType<ApplicationEvent> = {
  ApplicationStarted: {
    type: 'ApplicationStarted',
    data: {
      applicationId,
      trackingNumber,
      subject,
      service: 'renew',
      category: 'employee',
      channel: 'app',
      startedAt: at(0),
      lapsesAt: at(600),
    },
    personal: { applicant: { kind: 'renewal', iqamaNumber: '2123456789' } },
  },
  DetailsProvided: {
    type: 'DetailsProvided',
    data: { period: 12, occupation: 'nurse', mrz: 'agrees' },
    personal: { passport, sponsorNumber: '7001234567' },
  },
  DocumentAttached: {
    type: 'DocumentAttached',
    data: { documentId: 'd-1', kind: 'photo', mediaType: 'image/jpeg', size: 1_000, sha256: 'ab'.repeat(32) },
  },
  DocumentRemoved: { type: 'DocumentRemoved', data: { documentId: 'd-1' } },
  ReviewDeclared: { type: 'ReviewDeclared', data: { reviewedRevision: '2', declaredAt: at(8) } },
  ApplicationSubmitted: {
    type: 'ApplicationSubmitted',
    data: { reviewedRevision: '2', fees: quote, submittedAt: at(10) },
  },
  ConditionChecked: { type: 'ConditionChecked', data: outcome() },
  ScreeningCompleted: {
    type: 'ScreeningCompleted',
    data: {
      result: 'waiting',
      ruleVersion: '1',
      knew: { resident: [3], fees: 1, directives: -1 },
      completedAt: at(21),
    },
    personal: { changed: [outcome({ condition: 'medical-passed' })] },
  },
  ActionRequired: {
    type: 'ActionRequired',
    data: { until: at(500) },
    personal: { conditions: [{ condition: 'no-violations', reason: 'violations-outstanding' }] },
  },
  NumberHolderConfirmed: {
    type: 'NumberHolderConfirmed',
    data: { officer: 'o-1', holder: subject, confirmedAt: at(31) },
    personal: { reason: 'returned-with-old-number' },
  },
  ReferredToOfficer: {
    type: 'ReferredToOfficer',
    data: { referredAt: at(22) },
    personal: { reasons: ['mrz-differs'] },
  },
  ReviewClaimed: { type: 'ReviewClaimed', data: { officer: 'o-1', claimedAt: at(30) } },
  ReviewReleased: { type: 'ReviewReleased', data: { officer: 'o-1', releasedAt: at(31) } },
  InformationRequested: {
    type: 'InformationRequested',
    data: { officer: 'o-1', reason: 'passport-unclear', until: at(400) },
  },
  AbsenceAppealStated: {
    type: 'AbsenceAppealStated',
    data: { statedAt: at(23) },
    personal: { reportId: 'A-1', statement: 'I was at work.' },
  },
  InformationProvided: { type: 'InformationProvided', data: { providedAt: at(35) } },
  ApplicationApproved: {
    type: 'ApplicationApproved',
    data: { by: { kind: 'rules', ruleVersion: '1' }, approvedAt: at(40) },
  },
  ApprovalWithdrawn: {
    type: 'ApprovalWithdrawn',
    data: { withdrawnAt: at(41) },
    personal: { reason: 'absence-reported' },
  },
  ApplicationRejected: {
    type: 'ApplicationRejected',
    data: { by: { kind: 'rules' }, remedy: 'none', rejectedAt: at(42) },
    personal: { reason: 'absence-confirmed' },
  },
  ApplicationWithdrawn: {
    type: 'ApplicationWithdrawn',
    data: { reason: 'left the country', withdrawnAt: at(43) },
  },
  ApplicationLapsed: { type: 'ApplicationLapsed', data: { from: 'draft', lapsedAt: at(600) } },
  ApplicationReopened: {
    type: 'ApplicationReopened',
    data: { officer: 'o-2', reason: 'decided-in-error', reopenedAt: at(50) },
  },
  ApplicationAbandoned: { type: 'ApplicationAbandoned', data: { abandonedAt: at(1) } },
  IdentityIssued: {
    type: 'IdentityIssued',
    data: { credentialId, validFrom: day('2026-03-01'), validUntil: day('2027-02-28'), issuedAt: at(60) },
  },
};

export const feesEvents: ByType<FeesEvent> = {
  BillIssued: {
    type: 'BillIssued',
    data: { applicationId, billNumber: '1234567890123', quote, issuedAt: at(3), expiresAt: at(5_000) },
  },
  PaymentReceived: {
    type: 'PaymentReceived',
    data: {
      paymentId: 'p-1',
      billNumber: '1234567890123',
      amount: halalas(70_000),
      paidAt: at(5),
      met: 'over',
    },
  },
  PaymentOutcomeUnknown: {
    type: 'PaymentOutcomeUnknown',
    data: { billNumber: '1234567890123', since: at(4) },
  },
  PaymentConfirmed: { type: 'PaymentConfirmed', data: { paymentId: 'p-1', confirmedAt: at(6) } },
  PaymentNotFound: { type: 'PaymentNotFound', data: { billNumber: '1234567890123', askedAt: at(6) } },
  FundsReserved: { type: 'FundsReserved', data: { amount: halalas(65_000), reservedAt: at(11) } },
  FundsConsumed: { type: 'FundsConsumed', data: { amount: halalas(65_000), consumedAt: at(61) } },
  FundsReleased: {
    type: 'FundsReleased',
    data: { amount: halalas(65_000), reason: 'rejected', releasedAt: at(62) },
  },
  RefundRequested: { type: 'RefundRequested', data: { amount: halalas(5_000), requestedAt: at(70) } },
  Refunded: { type: 'Refunded', data: { amount: halalas(5_000), reference: 'r-1', refundedAt: at(80) } },
  RefundFailed: { type: 'RefundFailed', data: { reason: 'account-closed', failedAt: at(80) } },
};

const dual = (gregorian: string, hijri: string) =>
  ({ gregorian: day(gregorian), hijri, calendar: 'umm-al-qura-1' }) as const;

export const credentialEvents: ByType<CredentialEvent> = {
  CredentialIssued: {
    type: 'CredentialIssued',
    data: {
      credentialId,
      applicationId,
      subject,
      category: 'employee',
      validFrom: dual('2026-03-01', '1447-09-12'),
      validUntil: dual('2027-02-28', '1448-09-21'),
      statusList: '1',
      statusIndex: 7,
      issuedAt: at(60),
    },
    personal: {
      iqamaNumber: '2123456789',
      surname: passport.surname,
      givenNames: passport.givenNames,
      nationality: passport.nationality,
      birthDate: passport.birthDate,
      passportNumber: passport.number,
    },
  },
  CredentialSuspended: {
    type: 'CredentialSuspended',
    data: { groundId: '1', suspendedAt: at(90) },
    personal: { kind: 'absence-reported', since: at(89), until: at(94), factIds: ['F-1'] },
  },
  GroundLifted: { type: 'GroundLifted', data: { groundId: '1', liftedAt: at(95) } },
  CredentialReinstated: { type: 'CredentialReinstated', data: { reinstatedAt: at(95) } },
  CredentialRevoked: {
    type: 'CredentialRevoked',
    data: { revokedAt: at(96) },
    personal: { kind: 'residency-final-exit', since: at(96), factIds: ['F-2'] },
  },
  ReplacementOpened: { type: 'ReplacementOpened', data: { openedAt: at(97) } },
  ReplacementClosed: { type: 'ReplacementClosed', data: { closedAt: at(97) } },
  CredentialReplaced: {
    type: 'CredentialReplaced',
    data: {
      by: '6f0c2d1e-0000-4000-8000-000000000003' as CredentialId,
      officer: 'noura',
      reason: 'ground-corrected',
      replacedAt: at(97),
    },
  },
  AbsenceAppealStatedByHolder: {
    type: 'AbsenceAppealStatedByHolder',
    data: { subject, statedAt: at(91) },
    personal: { reportId: 'A-1', statement: 'I was at work.' },
  },
  CredentialSuperseded: {
    type: 'CredentialSuperseded',
    data: { by: '6f0c2d1e-0000-4000-8000-000000000003' as CredentialId, supersededAt: at(97) },
  },
  CredentialExpired: { type: 'CredentialExpired', data: { expiredAt: at(98) } },
};

export const requestEvents: ByType<FactRequestEvent> = {
  FactRequested: {
    type: 'FactRequested',
    data: { request: 1, service: 'accounts', escalatesAt: at(90), askAgainAt: at(30), askedAt: at(10) },
    personal: { condition: 'account-active', reason: 'account-not-reported', identity: 'iqama:2123456789' },
  },
  FactAskedAgain: { type: 'FactAskedAgain', data: { request: 1, asking: 2, askedAt: at(30) } },
  FactRequestEscalated: { type: 'FactRequestEscalated', data: { request: 1, escalatedAt: at(90) } },
  FactRequestEnded: {
    type: 'FactRequestEnded',
    data: { request: 1, why: 'answered', endedAt: at(95) },
  },
};

import type { Instant, Subject } from '#decider/brand.js';
import { addDaysTo } from '../../calendar/day.js';
import { CONDITION_IDS, type ConditionId, type ConditionOutcome } from '../../conditions/outcome.js';
import { feesDecider, type FeesState } from '../../fees/fees.js';
import type { FeesEvent } from '../../fees/events.js';
import { writeMrz } from '../../identifiers/write-mrz.js';
import type { Day } from '../../kernel/brand.js';
import type { Absence, Report } from '../../resident/absence.js';
import type { Terms } from '../../policy/policy.js';
import type { AttachedDocument } from '../application.js';
import type { PassportDetails } from '../case-terms.js';
import type { ApplicationEvent } from '../events.js';
import {
  applicationEvents as events,
  applicationId,
  credentialId,
  feesEvents,
  passport as printed,
  quote,
  subject,
  trackingNumber,
  withData,
} from '../../testing/case-events.js';
import type { Screening } from '../screening.js';

/* One employee's renewal, step by step, for the specs. The casts make identifiers that no parser has to see. */

export const day = (n: number): Instant => new Date(Date.UTC(2026, 2, n, 9)).toISOString() as Instant;

export const terms: Terms = {
  draftDays: 30,
  billDays: 7,
  actionDays: 30,
  informationDays: 14,
  waitingDays: 30,
  claimDays: 5,
  erasureRequestDays: 14,
  startsPerDay: 3,
  edits: { draft: 30, submitted: 20 },
  documents: { maxCount: 3, maxBytes: 1000, mediaTypes: ['application/pdf', 'image/jpeg'] },
};

export const start = {
  applicationId,
  trackingNumber,
  subject,
  applicant: { kind: 'renewal', iqamaNumber: '2000000006' },
  category: 'employee',
  channel: 'app',
  at: day(1),
} as const;

/** An officer the case does not concern, and whom it concerns. */
export const impartial = {
  person: 'e0'.repeat(16) as Subject,
  establishments: ['e7'.repeat(16) as Subject],
  concerned: { subjects: ['0e'.repeat(16) as Subject], sponsors: ['5a'.repeat(16) as Subject] },
};

export const passport: PassportDetails = printed;

export const passportWithMrz: PassportDetails = { ...passport, mrz: writeMrz(passport) };

export const document = (documentId: string, kind: AttachedDocument['kind']): AttachedDocument => ({
  ...events.DocumentAttached.data,
  documentId,
  kind,
  mediaType: 'application/pdf',
});

export const billed: FeesEvent = withData(feesEvents.BillIssued, { issuedAt: day(2), expiresAt: day(9) });

export const paid: FeesEvent = withData(feesEvents.PaymentReceived, {
  amount: quote.total,
  paidAt: day(3),
  met: 'exactly',
});

export const fees = (...events: readonly FeesEvent[]): FeesState =>
  events.reduce(feesDecider.evolve, feesDecider.initialState);

const started: ApplicationEvent = {
  ...withData(events.ApplicationStarted, { startedAt: day(1), lapsesAt: day(31) }),
  personal: { applicant: start.applicant },
};

const detailed: ApplicationEvent = {
  type: 'DetailsProvided',
  data: { period: 12, mrz: 'absent' },
  personal: { passport },
};

const attached = (id: string, kind: AttachedDocument['kind']): ApplicationEvent =>
  withData(events.DocumentAttached, document(id, kind));

const declared: ApplicationEvent = withData(events.ReviewDeclared, {
  reviewedRevision: '3',
  declaredAt: day(3),
});

const submitted: ApplicationEvent = withData(events.ApplicationSubmitted, {
  reviewedRevision: '3',
  submittedAt: day(4),
});

/** The events up to each point of the case. */
export const draft = [started];
export const ready = [started, detailed, attached('d1', 'passport-copy'), attached('d2', 'photo'), declared];
export const sent = [...ready, submitted];

/** A board on which everything is satisfied but what is said otherwise. */
export function board(
  except: { readonly [Id in ConditionId]?: Partial<ConditionOutcome> } = {},
  checkedAt: Instant = day(5),
): readonly ConditionOutcome[] {
  return CONDITION_IDS.map((condition) => ({
    condition,
    state: 'satisfied',
    reason: `${condition}-holds`,
    owner: 'passports',
    remedy: 'nothing',
    factIds: [],
    ruleVersion: '1.0.0',
    checkedAt,
    ...except[condition],
  }));
}

export const screening = (
  outcomes: readonly ConditionOutcome[],
  resident: readonly number[] = [1],
  at: Instant = day(5),
): Screening => ({
  outcomes,
  knew: { resident, fees: 2, directives: -1 },
  ruleVersion: '1.0.0',
  at,
});

/** What a screening appends when it checks all this for the first time, before its consequence. */
export const screened = (
  { outcomes, knew, ruleVersion, at }: Screening,
  result: Extract<ApplicationEvent, { type: 'ScreeningCompleted' }>['data']['result'],
): readonly ApplicationEvent[] => [
  {
    type: 'ScreeningCompleted',
    data: {
      result,
      ruleVersion,
      knew,
      completedAt: at,
      ...(result === 'waiting' && { until: addDaysTo(at, terms.waitingDays) }),
    },
    personal: { changed: outcomes },
  },
];

/** What is known of reports of absence: this one stands; undefined: there is none. */
export const absenceOn = (reportId?: string, state: Report['state'] = 'reported'): Absence =>
  reportId === undefined
    ? { state: 'none', factIds: [] }
    : { state, reportId, reportedAt: day(1), graceUntil: undefined, factIds: ['F-1'] };

export const outstanding = {
  state: 'failed',
  reason: 'violations-outstanding',
  remedy: 'applicant',
} as const;
export const pending = { state: 'pending', reason: 'medical-not-reported', remedy: 'wait' } as const;
export const appealed = { state: 'pending', reason: 'absence-appealed', remedy: 'officer' } as const;
export const confirmed = { state: 'failed', reason: 'absence-confirmed', remedy: 'none' } as const;

export const actionRequired: readonly ApplicationEvent[] = [
  ...sent,
  ...screened(screening(board({ 'no-violations': outstanding })), 'action-required'),
  {
    type: 'ActionRequired',
    data: { until: day(35) },
    personal: { conditions: [{ condition: 'no-violations', reason: 'violations-outstanding' }] },
  },
];

export const referred: readonly ApplicationEvent[] = [
  ...sent,
  ...screened(screening(board({ 'no-absence-report': appealed })), 'referred'),
  { type: 'ReferredToOfficer', data: { referredAt: day(5) }, personal: { reasons: ['absence-appealed'] } },
];

export const claimed: readonly ApplicationEvent[] = [
  ...referred,
  { type: 'ReviewClaimed', data: { officer: 'huda', claimedAt: day(6) } },
];

export const approvedByRules: readonly ApplicationEvent[] = [
  ...sent,
  ...screened(screening(board()), 'satisfied'),
  { type: 'ApplicationApproved', data: { by: { kind: 'rules', ruleVersion: '1.0.0' }, approvedAt: day(5) } },
];

export const approvedByOfficer: readonly ApplicationEvent[] = [
  ...claimed,
  { type: 'ApplicationApproved', data: { by: { kind: 'officer', officer: 'huda' }, approvedAt: day(7) } },
];

export const rejectedByOfficer: readonly ApplicationEvent[] = [
  ...claimed,
  {
    type: 'ApplicationRejected',
    data: {
      by: { kind: 'officer', officer: 'huda' },
      remedy: 'none',
      rejectedAt: day(7),
    },
    personal: { reason: 'data-mismatch' },
  },
];

export const issued = {
  credentialId,
  validFrom: '2026-03-08' as Day,
  validUntil: '2027-03-07' as Day,
  at: day(8),
};

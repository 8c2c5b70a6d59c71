import type { Instant } from '#decider/brand.js';
import { reasonIn } from '#domain/application/reasons.js';
import type { ApplicationEvent } from '#domain/application/events.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { unreachable } from '#decider/decider.js';
import { sectioned, type SectionFold } from '../sectioned.js';
import type {
  ApplicationsReportDocument,
  ReportApplication,
  ReportCredential,
  ReportFees,
} from './document.js';
import { applicationsReportModel } from './schema.js';

const undecided = { decidedDay: null, minutesToDecide: null, outcome: 'open', reason: null } as const;

const foldApplication: SectionFold<ReportApplication, 'application'> = (section, { event }) => {
  if (section !== undefined) return applied(section, event);
  if (event.type !== 'ApplicationStarted') return undefined;
  const { service, category, channel, startedAt } = event.data;
  return {
    service,
    category,
    channel,
    startedAt,
    startedDay: dayInRiyadh(startedAt),
    submittedDay: null,
    minutesToSubmit: null,
    ...undecided,
    issuedDay: null,
    minutesToIssue: null,
    officer: false,
    actionRequired: false,
  };
};

function applied(section: ReportApplication, event: ApplicationEvent): ReportApplication {
  switch (event.type) {
    case 'ApplicationStarted':
    case 'ApplicationAbandoned':
      return section;
    case 'DetailsProvided':
      return { ...section, category: event.data.category ?? section.category };
    case 'DocumentAttached':
    case 'DocumentRemoved':
    case 'ReviewDeclared':
    case 'ConditionChecked':
    case 'ScreeningCompleted':
    case 'ReferredToOfficer':
    case 'ReviewReleased':
    case 'InformationProvided':
    case 'NumberHolderConfirmed':
    case 'AbsenceAppealStated':
      return section;
    case 'ApplicationSubmitted': {
      const { submittedAt } = event.data;
      const minutesToSubmit = minutes(section, submittedAt);
      return { ...section, submittedDay: dayInRiyadh(submittedAt), minutesToSubmit };
    }
    case 'ActionRequired':
      return { ...section, actionRequired: true };
    case 'ReviewClaimed':
    case 'InformationRequested':
      return { ...section, officer: true };
    case 'ApplicationApproved': {
      const { approvedAt, by } = event.data;
      return { ...decided(section, approvedAt, by.kind === 'officer'), outcome: 'approved' };
    }
    case 'ApprovalWithdrawn':
      return { ...section, ...undecided };
    case 'ApplicationRejected': {
      const { rejectedAt, by } = event.data;
      const reason = reasonIn(event.personal);
      return { ...decided(section, rejectedAt, by.kind === 'officer'), outcome: 'rejected', reason };
    }
    case 'ApplicationReopened':
      return { ...section, ...undecided, officer: true };
    case 'ApplicationWithdrawn':
      return { ...section, outcome: 'withdrawn' };
    case 'ApplicationLapsed':
      return { ...section, outcome: 'lapsed' };
    case 'IdentityIssued': {
      const { issuedAt } = event.data;
      const minutesToIssue = minutes(section, issuedAt);
      return { ...section, outcome: 'issued', issuedDay: dayInRiyadh(issuedAt), minutesToIssue };
    }
    default:
      return unreachable(event);
  }
}

function decided(section: ReportApplication, at: Instant, byOfficer: boolean): ReportApplication {
  const officer = section.officer || byOfficer;
  return { ...section, decidedDay: dayInRiyadh(at), minutesToDecide: minutes(section, at), officer };
}

/** Not below zero: instants of one case may come from clocks that disagree a little. */
function minutes({ startedAt }: ReportApplication, at: Instant): number {
  return Math.max(0, Math.floor((Date.parse(at) - Date.parse(startedAt)) / 60_000));
}

const foldFees: SectionFold<ReportFees, 'fees'> = (section = { billed: 0, consumed: 0 }, { event }) => {
  switch (event.type) {
    case 'BillIssued':
      return { ...section, billed: event.data.quote.total };
    case 'FundsConsumed':
      return { ...section, consumed: event.data.amount };
    case 'PaymentReceived':
    case 'PaymentOutcomeUnknown':
    case 'PaymentConfirmed':
    case 'PaymentNotFound':
    case 'FundsReserved':
    case 'FundsReleased':
    case 'RefundRequested':
    case 'Refunded':
    case 'RefundFailed':
      return section;
    default:
      return unreachable(event);
  }
};

const foldCredential: SectionFold<ReportCredential, 'credential'> = (section, { event }) =>
  event.type === 'CredentialReplaced' ? { replaced: (section?.replaced ?? 0) + 1 } : section;

/** Applications as analysts count them: without personal data. */
export const applicationsReportProjection = sectioned<ApplicationsReportDocument>(
  applicationsReportModel.name,
  2,
  {
    application: foldApplication,
    fees: foldFees,
    credential: foldCredential,
  },
);

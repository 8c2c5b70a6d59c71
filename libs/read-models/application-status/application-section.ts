import type { Instant } from '#decider/brand.js';
import type { ApplicationEvent } from '#domain/application/events.js';
import { reasonIn, reasonsIn } from '#domain/application/reasons.js';
import { CONDITION_IDS, type ConditionOutcome } from '#domain/conditions/outcome.js';
import { unreachable } from '#decider/decider.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import type { SectionFold } from '../sectioned.js';
import { timelineEntriesOf } from './application-timeline.js';
import { type ApplicationSection, rowsOf } from './document.js';
import { masked } from './identity.js';
import { extended, NO_TIMELINE } from './timeline.js';

type Section = ApplicationSection;

/** Nothing exists before the start; a start that was abandoned never comes to exist. */
export const foldApplication: SectionFold<Section, 'application'> = (section, envelope) => {
  if (section === undefined) {
    return envelope.event.type === 'ApplicationStarted' ? started(envelope.event, envelope) : undefined;
  }
  const next = applied(section, envelope.event, envelope.metadata.occurredAt);
  return { ...next, ...extended(section, envelope, timelineEntriesOf(section, envelope.event)) };
};

type Started = Extract<ApplicationEvent, { type: 'ApplicationStarted' }>;

function started({ data, personal }: Started, envelope: Envelope): Section {
  const { applicationId, trackingNumber, subject, service, category, channel, startedAt, lapsesAt } = data;
  return {
    applicationId,
    trackingNumber,
    subject,
    service,
    category,
    channel,
    identity: personal === 'erased' ? 'erased' : masked(personal.applicant),
    phase: 'draft',
    details: null,
    documents: [],
    quote: null,
    board: [],
    screening: null,
    required: null,
    review: null,
    outcome: null,
    issued: null,
    dates: {
      started: startedAt,
      lapses: lapsesAt,
      declared: null,
      submitted: null,
      decided: null,
      issued: null,
    },
    ...extended(NO_TIMELINE, envelope, [{ at: startedAt, params: { service, category, channel } }]),
  };
}

/** Nothing is asked of anybody any more. */
const settled = { required: null, review: null } as const;

function applied(section: Section, event: ApplicationEvent, occurredAt: Instant): Section {
  const { dates } = section;
  switch (event.type) {
    case 'ApplicationStarted':
    case 'ApplicationAbandoned':
    case 'NumberHolderConfirmed':
    case 'AbsenceAppealStated':
      return section;
    case 'DetailsProvided': {
      const { period, occupation = null, mrz } = event.data;
      const personal =
        event.personal === 'erased'
          ? event.personal
          : { passport: event.personal.passport, sponsorNumber: event.personal.sponsorNumber ?? null };
      return {
        ...section,
        category: event.data.category ?? section.category,
        details: { period, occupation, mrz, personal },
        dates: { ...dates, declared: null },
      };
    }
    case 'DocumentAttached': {
      const documents = [...section.documents, { ...event.data, attachedAt: occurredAt }];
      return { ...section, documents, dates: { ...dates, declared: null } };
    }
    case 'DocumentRemoved': {
      const documents = section.documents.filter(({ documentId }) => documentId !== event.data.documentId);
      return { ...section, documents, dates: { ...dates, declared: null } };
    }
    case 'ReviewDeclared':
      return { ...section, dates: { ...dates, declared: event.data.declaredAt } };
    case 'ApplicationSubmitted': {
      const submitted = event.data.submittedAt;
      return { ...section, phase: 'submitted', quote: event.data.fees, dates: { ...dates, submitted } };
    }
    case 'ConditionChecked':
      return { ...section, board: boardAfter(section.board, [event.data]) };
    case 'ScreeningCompleted': {
      const { result, ruleVersion, completedAt: at } = event.data;
      const { personal } = event;
      const board = personal === 'erased' ? personal : boardAfter(section.board, personal.changed);
      const next = { ...section, board, screening: { result, ruleVersion, at } };
      // Any other result is followed by the event that says what comes of it.
      return result === 'waiting' ? { ...next, ...settled, phase: 'screening' } : next;
    }
    case 'ActionRequired': {
      const conditions = event.personal === 'erased' ? [] : event.personal.conditions;
      return {
        ...section,
        phase: 'action-required',
        review: null,
        required: { conditions, information: null, until: event.data.until },
      };
    }
    case 'ReferredToOfficer': {
      const { referredAt: since } = event.data;
      const reasons = reasonsIn(event.personal);
      if (section.review !== null) return { ...section, review: { ...section.review, reasons } };
      const review = { reasons, since, claimedBy: null, claimedAt: null };
      return { ...section, phase: 'in-review', required: null, review };
    }
    case 'ReviewClaimed':
      return { ...section, review: claimed(section.review, event.data.officer, event.data.claimedAt) };
    case 'ReviewReleased':
      return { ...section, review: claimed(section.review, null, null) };
    case 'InformationRequested': {
      const { reason: information, until } = event.data;
      return { ...section, required: { conditions: [], information, until } };
    }
    case 'InformationProvided':
      return { ...section, required: null };
    case 'ApplicationApproved': {
      const { by, approvedAt: at } = event.data;
      const outcome = { kind: 'approved', by: by.kind, at } as const;
      return { ...section, ...settled, phase: 'approved', outcome, dates: { ...dates, decided: at } };
    }
    case 'ApprovalWithdrawn':
      return {
        ...section,
        ...settled,
        phase: 'screening',
        outcome: null,
        dates: { ...dates, decided: null },
      };
    case 'ApplicationRejected': {
      const { by, remedy, rejectedAt: at } = event.data;
      const reason = reasonIn(event.personal);
      const outcome = { kind: 'rejected', by: by.kind, reason, remedy, at } as const;
      return { ...section, ...settled, phase: 'rejected', outcome, dates: { ...dates, decided: at } };
    }
    case 'ApplicationWithdrawn': {
      const outcome = {
        kind: 'withdrawn',
        reason: event.data.reason ?? null,
        at: event.data.withdrawnAt,
      } as const;
      return { ...section, ...settled, phase: 'withdrawn', outcome };
    }
    case 'ApplicationLapsed': {
      const outcome = { kind: 'lapsed', from: event.data.from, at: event.data.lapsedAt } as const;
      return { ...section, ...settled, phase: 'lapsed', outcome };
    }
    case 'ApplicationReopened': {
      const { reason, reopenedAt: since } = event.data;
      const review = { reasons: [reason], since, claimedBy: null, claimedAt: null };
      const undecided = { outcome: null, required: null, dates: { ...dates, decided: null } };
      return { ...section, ...undecided, phase: 'in-review', review };
    }
    case 'IdentityIssued': {
      const { credentialId, validFrom, validUntil, issuedAt: at } = event.data;
      return {
        ...section,
        ...settled,
        phase: 'issued',
        issued: { credentialId, validFrom, validUntil, at },
        dates: { ...dates, issued: at },
      };
    }
    default:
      return unreachable(event);
  }
}

function claimed(
  review: Section['review'],
  claimedBy: string | null,
  claimedAt: Instant | null,
): Section['review'] {
  return review === null ? null : { ...review, claimedBy, claimedAt };
}

function boardAfter(
  board: Section['board'],
  changed: readonly ConditionOutcome[],
): readonly ConditionOutcome[] {
  if (changed.length === 0 && board !== 'erased') return board;
  const rows = new Map([...rowsOf(board), ...changed].map((row) => [row.condition, row]));
  return CONDITION_IDS.flatMap((condition) => rows.get(condition) ?? []);
}

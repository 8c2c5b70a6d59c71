import type { ApplicationEvent } from '#domain/application/events.js';
import { reasonIn } from '#domain/application/reasons.js';
import type { ConditionOutcome } from '#domain/conditions/outcome.js';
import { unreachable } from '#decider/decider.js';
import { type ApplicationSection, rowsOf } from './document.js';
import type { NewTimelineEntry } from './timeline.js';

/** What the timeline says of an event: nothing that nobody would want to read. */
export function timelineEntriesOf(
  section: ApplicationSection,
  event: ApplicationEvent,
): readonly NewTimelineEntry[] {
  switch (event.type) {
    case 'ConditionChecked':
      return findingOf(section, event.data);
    case 'ScreeningCompleted': {
      const { result, completedAt: at } = event.data;
      const changed = event.personal === 'erased' ? [] : event.personal.changed;
      return [
        ...changed.flatMap((row) =>
          findingOf(section, row).map((entry) => ({ ...entry, of: row.condition })),
        ),
        ...(section.screening?.result === result ? [] : [{ at, params: { result } }]),
      ];
    }
    default: {
      const entry = entryOf(section, event);
      return entry === undefined ? [] : [entry];
    }
  }
}

/** None: nothing was ever wrong with it, or nothing new is. The board shows when, the timeline stays readable. */
function findingOf({ board }: ApplicationSection, outcome: ConditionOutcome): readonly NewTimelineEntry[] {
  const { condition, state, reason, checkedAt: at } = outcome;
  const before = rowsOf(board).find((row) => row.condition === condition);
  const fine = before === undefined && (state === 'satisfied' || state === 'not-applicable');
  const same = before?.state === state && before.reason === reason;
  return fine || same ? [] : [{ at, params: { condition, state, reason } }];
}

type OneEntry = Exclude<ApplicationEvent, { type: 'ConditionChecked' | 'ScreeningCompleted' }>;

function entryOf(section: ApplicationSection, event: OneEntry): NewTimelineEntry | undefined {
  switch (event.type) {
    case 'ApplicationStarted':
    case 'ApplicationAbandoned':
    case 'ReviewReleased':
      return undefined;
    case 'DetailsProvided':
      return { params: { period: event.data.period } };
    case 'DocumentAttached':
      return { params: { kind: event.data.kind } };
    case 'DocumentRemoved': {
      const removed = section.documents.find(({ documentId }) => documentId === event.data.documentId);
      return { params: removed === undefined ? {} : { kind: removed.kind } };
    }
    case 'ReviewDeclared':
      return { at: event.data.declaredAt };
    case 'ApplicationSubmitted':
      return { at: event.data.submittedAt, params: { total: event.data.fees.total } };
    case 'ActionRequired': {
      const { until } = event.data;
      if (event.personal === 'erased') return { params: { until } };
      return { params: { until, conditions: event.personal.conditions.map((c) => c.condition).join(' ') } };
    }
    case 'ReferredToOfficer':
      return { at: event.data.referredAt };
    case 'ReviewClaimed':
      return { at: event.data.claimedAt };
    case 'InformationRequested':
      return { params: { reason: event.data.reason, until: event.data.until } };
    case 'NumberHolderConfirmed':
      return { at: event.data.confirmedAt };
    case 'AbsenceAppealStated':
      return { at: event.data.statedAt };
    case 'InformationProvided':
      return { at: event.data.providedAt };
    case 'ApplicationApproved':
      return { at: event.data.approvedAt, params: { by: event.data.by.kind } };
    case 'ApprovalWithdrawn':
      return { at: event.data.withdrawnAt, params: { reason: reasonIn(event.personal) } };
    case 'ApplicationRejected':
      return {
        at: event.data.rejectedAt,
        params: { by: event.data.by.kind, reason: reasonIn(event.personal) },
      };
    case 'ApplicationWithdrawn':
      return { at: event.data.withdrawnAt };
    case 'ApplicationLapsed':
      return { at: event.data.lapsedAt, params: { from: event.data.from } };
    case 'ApplicationReopened':
      return { at: event.data.reopenedAt };
    case 'IdentityIssued':
      return {
        at: event.data.issuedAt,
        params: { validFrom: event.data.validFrom, validUntil: event.data.validUntil },
      };
    default:
      return unreachable(event);
  }
}

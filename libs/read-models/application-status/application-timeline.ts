import type { ApplicationEvent } from '#domain/application/events.js';
import type { Instant } from '#domain/kernel/brand.js';
import { unreachable } from '#domain/kernel/decider.js';
import type { ApplicationSection, TimelineEntry } from './document.js';

type Entry = { readonly at?: Instant; readonly params?: TimelineEntry['params'] };

/** What the timeline says of an event; null: nothing a person would want to read. */
export function entryOf(section: ApplicationSection, event: ApplicationEvent): Entry | null {
  switch (event.type) {
    case 'ApplicationStarted':
    case 'ApplicationAbandoned':
    case 'ReviewReleased':
      return null;
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
    case 'ConditionChecked': {
      const { condition, state, reason, checkedAt: at } = event.data;
      const before = section.board.find((row) => row.condition === condition);
      // Nothing was ever wrong with it, or nothing new is: the board shows when, the timeline stays readable.
      const fine = before === undefined && (state === 'satisfied' || state === 'not-applicable');
      const same = before?.state === state && before.reason === reason;
      return fine || same ? null : { at, params: { condition, state, reason } };
    }
    case 'ScreeningCompleted':
      return section.screening?.result === event.data.result
        ? null
        : { at: event.data.completedAt, params: { result: event.data.result } };
    case 'ActionRequired':
      return {
        params: {
          until: event.data.until,
          conditions: event.data.conditions.map((c) => c.condition).join(' '),
        },
      };
    case 'ReferredToOfficer':
      return { at: event.data.referredAt };
    case 'ReviewClaimed':
      return { at: event.data.claimedAt };
    case 'InformationRequested':
      return { params: { reason: event.data.reason, until: event.data.until } };
    case 'NumberHolderConfirmed':
      return { at: event.data.confirmedAt };
    case 'InformationProvided':
      return { at: event.data.providedAt };
    case 'ApplicationApproved':
      return { at: event.data.approvedAt, params: { by: event.data.by.kind } };
    case 'ApprovalWithdrawn':
      return { at: event.data.withdrawnAt, params: { reason: event.data.reason } };
    case 'ApplicationRejected':
      return { at: event.data.rejectedAt, params: { by: event.data.by.kind, reason: event.data.reason } };
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

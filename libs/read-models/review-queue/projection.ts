import { reasonsIn } from '#domain/application/reasons.js';
import type { ApplicationEvent } from '#domain/application/events.js';
import { unreachable } from '#decider/decider.js';
import type { SectionFold } from '../sectioned.js';
import { sectioned } from '../sectioned.js';
import type { ReviewQueueDocument, ReviewQueueSection } from './document.js';
import { reviewQueueModel } from './schema.js';

const outside = {
  since: null,
  reasons: [],
  claimedBy: null,
  claimedAt: null,
  informationUntil: null,
} as const;

const foldApplication: SectionFold<ReviewQueueSection, 'application'> = (section, { event }) => {
  if (section !== undefined) return applied(section, event);
  if (event.type !== 'ApplicationStarted') return undefined;
  const { trackingNumber, service, category } = event.data;
  return { trackingNumber, service, category, submittedAt: null, ...outside };
};

/** Undefined: the case is over for good. A decision is not: another officer may reopen it. */
function applied(section: ReviewQueueSection, event: ApplicationEvent): ReviewQueueSection | undefined {
  switch (event.type) {
    case 'ApplicationStarted':
      return section;
    case 'DetailsProvided':
      return { ...section, category: event.data.category ?? section.category };
    case 'DocumentAttached':
    case 'DocumentRemoved':
    case 'ReviewDeclared':
    case 'ConditionChecked':
    case 'NumberHolderConfirmed':
    case 'AbsenceAppealStated':
      return section;
    case 'ApplicationSubmitted':
      return { ...section, submittedAt: event.data.submittedAt };
    case 'ScreeningCompleted':
      // Any other result is followed by the event that says what comes of it.
      return event.data.result === 'waiting' ? { ...section, ...outside } : section;
    case 'ReferredToOfficer': {
      const { referredAt } = event.data;
      const reasons = reasonsIn(event.personal);
      return section.since === null
        ? { ...section, ...outside, since: referredAt, reasons }
        : { ...section, reasons };
    }
    case 'ReviewClaimed':
      return { ...section, claimedBy: event.data.officer, claimedAt: event.data.claimedAt };
    case 'ReviewReleased':
      return { ...section, claimedBy: null, claimedAt: null };
    case 'InformationRequested':
      return { ...section, informationUntil: event.data.until };
    case 'InformationProvided':
      return { ...section, informationUntil: null };
    case 'ActionRequired':
    case 'ApplicationApproved':
    case 'ApprovalWithdrawn':
    case 'ApplicationRejected':
      return { ...section, ...outside };
    case 'ApplicationReopened':
      return { ...section, ...outside, since: event.data.reopenedAt, reasons: [event.data.reason] };
    case 'ApplicationWithdrawn':
    case 'ApplicationLapsed':
    case 'ApplicationAbandoned':
    case 'IdentityIssued':
      return undefined;
    default:
      return unreachable(event);
  }
}

/** What waits for an officer. */
export const reviewQueueProjection = sectioned<ReviewQueueDocument>(reviewQueueModel.name, 1, {
  application: foldApplication,
});

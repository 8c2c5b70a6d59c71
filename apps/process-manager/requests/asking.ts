import type { Instant } from '#decider/brand.js';
import { instantOf } from '#decider/instant.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Deadline, AskedTogether, OneRequest } from '../reaction.js';

/** The events of one asking are reacted to within so long, as a rule: it is published once for all, milliseconds. */
const TOGETHER_MS = 1_000;

/** It is published then, which does not hold up the case's events. */
export function requestDelivery({ applicationId, askedAt }: AskedTogether): Deadline {
  return {
    kind: 'request-delivery',
    of: `${applicationId}:${askedAt}`,
    due: instantOf(Date.parse(askedAt) + TOGETHER_MS),
  };
}

/** What a `request-delivery` is about. */
export function askedTogetherOf(of: string): AskedTogether {
  const end = of.indexOf(':');
  // As `requestDelivery` wrote it.
  return { applicationId: of.slice(0, end) as ApplicationId, askedAt: of.slice(end + 1) as Instant };
}

/** It is asked again then, or late: not cleared when the fact comes, for then it finds nothing. */
export function factRequest({ applicationId, request }: OneRequest, due: Instant): Deadline {
  return { kind: 'fact-request', of: `${applicationId}:${request}`, due };
}

/** Which one a `fact-request` is about. */
export function requestOf(of: string): OneRequest {
  const [applicationId = '', request] = of.split(':');
  return { applicationId: applicationId as ApplicationId, request: Number(request) }; // as `factRequest` wrote it
}

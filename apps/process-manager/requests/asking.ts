import type { ApplicationId, Instant } from '#domain/kernel/brand.js';
import type { Deadline } from '../react.js';

/** One time that a request of a case is asked. */
export interface Asking {
  readonly applicationId: ApplicationId;
  readonly request: number;
  readonly asking: number;
}

/** It is published then, which does not hold up the case's events. */
export function requestDelivery({ applicationId, request, asking }: Asking, due: Instant): Deadline {
  return { kind: 'request-delivery', of: `${applicationId}:${request}:${asking}`, due };
}

/** Which one a `request-delivery` is about. */
export function askingOf(of: string): Asking {
  const [applicationId = '', request, asking] = of.split(':');
  // As `requestDelivery` wrote it.
  return { applicationId: applicationId as ApplicationId, request: Number(request), asking: Number(asking) };
}

/** It is asked again then, or late: not cleared when the fact comes, for then it finds nothing. */
export function factRequest({ applicationId, request }: Omit<Asking, 'asking'>, due: Instant): Deadline {
  return { kind: 'fact-request', of: `${applicationId}:${request}`, due };
}

/** Which one a `fact-request` is about. */
export function requestOf(of: string): Omit<Asking, 'asking'> {
  const { applicationId, request } = askingOf(of); // as `factRequest` wrote it
  return { applicationId, request };
}

import type { Instant } from '#decider/brand.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Deadline, RequestWebhook } from '../reaction.js';

const KIND = 'request-webhook';

/** Set beside what is published; not cleared: once nobody waits for the answer, there is nothing left to post. */
export function requestWebhook(
  { service, applicationId, request, asking }: RequestWebhook,
  due: Instant,
): Deadline {
  return { kind: KIND, of: `${beginningWith(service)}${applicationId}:${request}:${asking}`, due };
}

/** What all webhooks of a service begin with. */
export function beginningWith(service: string): string {
  return `${service}:`;
}

/** Which one a `request-webhook` is about. */
export function webhookOf(of: string): RequestWebhook {
  const [service = '', applicationId = '', request, asking] = of.split(':');
  // As `requestWebhook` wrote it.
  return {
    service,
    applicationId: applicationId as ApplicationId,
    request: Number(request),
    asking: Number(asking),
  };
}

import type { Connection } from 'mongoose';
import type { Distribution } from '#topics/port.js';
import type { Webhooks } from '#topics/webhooks/port.js';
import type { Policy } from '#domain/policy/policy.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import { CarryOut, type CarryOutDependencies, type Tells } from './carry-out.js';
import type { DeadlineLimits } from './deadlines/deadlines.js';
import type { LiveWork } from './live-work.js';
import { askedByWebhook, RequestDelivery } from './requests/request-delivery.js';
import { CredentialWalks, type WalkLimits } from './walks/credential-walks.js';
import { type ToldCalled, WebhookCalls } from './webhooks/webhook-calls.js';

export interface CarryOutWithDependencies extends Pick<
  CarryOutDependencies,
  'bus' | 'deadlines' | 'caseIds' | 'eraser'
> {
  readonly connection: Connection;
  readonly distribution: Distribution;
  readonly webhooks: Webhooks;
  readonly log: Pick<EventLog, 'load'>;
  readonly policy: Policy;
  readonly live: Pick<LiveWork, 'busy'>;
  readonly limits: DeadlineLimits & WalkLimits;
  readonly tracing: Tracing;
  readonly logger: Logger;
}

/** The same wherever reactions are carried out: in the process manager, and where operators replay what was parked. */
export function carryOutWith(
  parts: CarryOutWithDependencies,
  tells: Tells & { readonly called: ToldCalled },
): CarryOut {
  const { bus, connection, deadlines, distribution, caseIds, eraser, limits, log, policy } = parts;
  const { live, tracing, logger } = parts;
  const webhooks = new WebhookCalls({
    webhooks: parts.webhooks,
    asked: (which, cause) => askedByWebhook(bus, which, cause),
    deadlines,
    limits,
    tracing,
    logger,
    called: tells.called,
  });
  const requests = new RequestDelivery(bus, distribution, webhooks);
  const walks = new CredentialWalks({ connection, deadlines, live, log, policy, logger }, limits);
  return new CarryOut({ bus, deadlines, caseIds, walks, eraser, requests, webhooks }, tells);
}

import type { Instant } from '#decider/brand.js';
import type { Delivery, WebhookMessage, Webhooks } from '#topics/webhooks/port.js';
import { unreachable } from '#decider/decider.js';
import type { CommandContext } from '#use-cases/command-context.js';
import { crashPoint } from '#runtime/crash-points.js';
import type { Logger } from '#runtime/logging/logger.js';
import { traced, type Tracing } from '#runtime/tracing/tracing.js';
import type { DeadlineLimits, Deadlines } from '../deadlines/deadlines.js';
import { later } from '../react.js';
import type { RequestWebhook } from '../reaction.js';
import { requestWebhook } from './request-webhook.js';
import { WebhookGoneError } from './webhook-gone-error.js';

/** What is posted, and since when the service has been asked this time. */
export interface Asked {
  readonly message: WebhookMessage;
  readonly askedAt: Instant;
}

/** An attempt, and how long it took. */
export type ToldCalled = (service: string, outcome: Delivery['outcome'], seconds: number) => void;

export interface WebhookCallsDependencies {
  readonly webhooks: Webhooks;
  /** Undefined: nobody waits for the answer any more, or the service has been asked again since. */
  readonly asked: (which: RequestWebhook, cause: CommandContext) => Promise<Asked | undefined>;
  readonly deadlines: Pick<Deadlines, 'set'>;
  readonly limits: DeadlineLimits;
  readonly tracing: Tracing;
  readonly logger: Logger;
  readonly called: ToldCalled;
  /** From 0 to below 1; default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Posts what services are asked to those that have a webhook, until they have it, or until nobody waits for the answer.
 * At least once, under the same id.
 */
export class WebhookCalls {
  /** Told in the log; those that take requests again are taken out. */
  private readonly failing = new Set<string>();

  constructor(private readonly dependencies: WebhookCallsDependencies) {}

  /** Sets the deadline that posts it, where the service has a webhook. */
  async begin(which: RequestWebhook, now: Instant): Promise<void> {
    const { webhooks, deadlines } = this.dependencies;
    if (webhooks.services.has(which.service)) await deadlines.set(requestWebhook(which, now));
  }

  /** @throws WebhookGoneError */
  async call(which: RequestWebhook, cause: CommandContext): Promise<void> {
    const { service } = which;
    // An operator has taken it out of the settings: the topic has it.
    if (!this.dependencies.webhooks.services.has(service)) return;
    const asked = await this.dependencies.asked(which, cause);
    if (asked === undefined) return;
    crashPoint('webhook.before-delivery');
    const delivery = await this.deliver(service, asked.message, cause);
    crashPoint('webhook.after-delivery');
    this.tell(service, delivery);
    const waitMs = this.waitMs(delivery, Date.parse(cause.at) - Date.parse(asked.askedAt));
    if (waitMs !== undefined)
      await this.dependencies.deadlines.set(requestWebhook(which, later(cause.at, waitMs)));
    if (delivery.outcome === 'gone') throw new WebhookGoneError(service);
  }

  private async deliver(service: string, message: WebhookMessage, cause: CommandContext): Promise<Delivery> {
    const { webhooks, tracing, called } = this.dependencies;
    const began = performance.now();
    const options = {
      kind: 'client',
      parent: cause.traceparent,
      ...(tracing.on && { attributes: { 'hawiya.service': service, 'http.request.method': 'POST' } }),
    } as const;
    return traced(tracing, 'webhook', options, async (span) => {
      const delivery = await webhooks.deliver(service, { ...message, traceparent: span.traceparent });
      span.set({
        'hawiya.outcome': delivery.outcome,
        ...('status' in delivery && { 'http.response.status_code': delivery.status }),
      });
      if (delivery.outcome !== 'delivered') span.fail(new Error(inWords(delivery)));
      called(service, delivery.outcome, (performance.now() - began) / 1_000);
      return delivery;
    });
  }

  /**
   * How long until it is posted again: as long as it has been asked for, so that each wait is twice the one before; at
   * least as long as the service asks for. Undefined: it is not.
   */
  private waitMs(delivery: Delivery, sinceMs: number): number | undefined {
    const { deadlineLeaseMs, deadlinePutOffMaxMs } = this.dependencies.limits;
    const within = (ms: number) => Math.min(deadlinePutOffMaxMs, Math.ceil(ms));
    const backOffMs = Math.max(deadlineLeaseMs, sinceMs);
    switch (delivery.outcome) {
      case 'delivered':
      case 'gone':
        return undefined;
      case 'refused':
        return within(Math.max(backOffMs, delivery.retryAfterMs ?? 0));
      case 'unanswered':
        return within(backOffMs);
      case 'held-back': {
        const { random = Math.random } = this.dependencies;
        // Not all of them in the same moment.
        return within(delivery.forMs * (1 + random()));
      }
      default:
        return unreachable(delivery);
    }
  }

  /** Once when it begins to fail, once when it is over. */
  private tell(service: string, delivery: Delivery): void {
    const { logger } = this.dependencies;
    if (delivery.outcome === 'delivered') {
      if (this.failing.delete(service))
        logger.info({ service }, 'webhooks: the service takes requests again');
      return;
    }
    if (delivery.outcome === 'held-back' || this.failing.has(service)) return;
    this.failing.add(service);
    const why = inWords(delivery);
    logger.warn({ service, why }, 'webhooks: a service does not take requests; they are posted again');
  }
}

function inWords(delivery: Delivery): string {
  switch (delivery.outcome) {
    case 'refused':
      return `it answered ${delivery.status}`;
    case 'unanswered':
      return `no answer: ${delivery.why}`;
    case 'gone':
      return 'it answered 410';
    case 'delivered':
    case 'held-back':
      return delivery.outcome;
    default:
      return unreachable(delivery);
  }
}

import type { CommandBus } from '@nestjs/cqrs';
import { type AskedFact, STRUCTURED, toRequestMessage } from '#contracts/request-message.js';
import { requestsTopicOf } from '#contracts/topics.js';
import type { Distribution } from '#distribution/port.js';
import type { CommandContext } from '#event-log/event-log.js';
import { crashPoint } from '#platform/crash-points.js';
import { RequestAsked } from '#use-cases/fact-request/request-asked.js';
import type { Asked, WebhookCalls } from '../webhooks/webhook-calls.js';
import type { Asking } from './asking.js';

/**
 * Publishes what services are asked for, each on the topic of that service; who has a webhook is called from then on. At
 * least once, under the same id.
 */
export class RequestDelivery {
  constructor(
    private readonly bus: CommandBus,
    private readonly distribution: Pick<Distribution, 'publish'>,
    private readonly webhooks: Pick<WebhookCalls, 'begin'>,
  ) {}

  async deliver(which: Asking, cause: CommandContext): Promise<void> {
    const asked = await factAsked(this.bus, which, cause);
    if (asked === undefined) return;
    crashPoint('request.before-publish');
    await this.distribution.publish(requestsTopicOf(asked.service), [toRequestMessage(asked)]);
    crashPoint('request.after-publish');
    await this.webhooks.begin({ ...which, service: asked.service }, cause.at);
  }
}

/** The same as a webhook gets it; undefined: nobody waits for the answer, or it was asked again since. */
export async function askedByWebhook(
  bus: CommandBus,
  which: Asking,
  cause: CommandContext,
): Promise<Asked | undefined> {
  const asked = await factAsked(bus, which, cause);
  if (asked === undefined) return undefined;
  const { id, value } = toRequestMessage(asked);
  return { askedAt: asked.askedAt, message: { id, contentType: STRUCTURED, body: value } };
}

async function factAsked(
  bus: CommandBus,
  { applicationId, request, asking }: Asking,
  cause: CommandContext,
): Promise<AskedFact | undefined> {
  const found = await bus.execute(new RequestAsked(cause, applicationId, request, asking));
  if (found.kind !== 'done') throw new Error(`a request could not be looked at: ${found.kind}`);
  const { asked } = found.answer;
  // An erased person has no number by which anybody could be asked.
  if (asked === undefined || asked.personal === 'erased') return undefined;
  return { ...asked, ...asked.personal, applicationId };
}

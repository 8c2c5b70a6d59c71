import type { CommandBus } from '@nestjs/cqrs';
import { STRUCTURED, toRequestMessage } from '#contracts/request-message.js';
import { requestsTopicOf } from '#contracts/topics.js';
import type { Distribution } from '#topics/port.js';
import { ASKED_SERVICES } from '#domain/fact-request/events.js';
import type { CommandContext } from '#use-cases/command-context.js';
import { crashPoint } from '#runtime/crash-points.js';
import { OpenRequests } from '#use-cases/fact-request/open-requests.js';
import type { Asked, WebhookCalls } from '../webhooks/webhook-calls.js';
import type { AskedTogether, RequestWebhook } from '../reaction.js';

/**
 * Publishes what services are asked for, each on the topic of that service; who has a webhook is called from then on. At
 * least once, under the same id. What was answered or asked again meanwhile is not published.
 */
export class RequestDelivery {
  constructor(
    private readonly bus: CommandBus,
    private readonly distribution: Pick<Distribution, 'publish'>,
    private readonly webhooks: Pick<WebhookCalls, 'begin'>,
  ) {}

  async deliver({ applicationId, askedAt }: AskedTogether, cause: CommandContext): Promise<void> {
    const open = await askable(this.bus, applicationId, cause);
    const asked = open.filter((one) => one.askedAt === askedAt);
    if (asked.length === 0) return;
    crashPoint('request.before-publish');
    await Promise.all(
      ASKED_SERVICES.map(async (service) => {
        const messages = asked.filter((one) => one.service === service).map(toRequestMessage);
        if (messages.length > 0) await this.distribution.publish(requestsTopicOf(service), messages);
      }),
    );
    crashPoint('request.after-publish');
    await Promise.all(asked.map((one) => this.webhooks.begin(one, cause.at)));
  }
}

/** The same as a webhook gets it; undefined: nobody waits for the answer, or it was asked again since. */
export async function askedByWebhook(
  bus: CommandBus,
  { applicationId, request, asking }: RequestWebhook,
  cause: CommandContext,
): Promise<Asked | undefined> {
  const open = await askable(bus, applicationId, cause);
  const asked = open.find((one) => one.request === request && one.asking === asking);
  if (asked === undefined) return undefined;
  const { id, value } = toRequestMessage(asked);
  return { askedAt: asked.askedAt, message: { id, contentType: STRUCTURED, body: value } };
}

/** What a case has asked and was not told; an erased person has no number by which anybody could be asked. */
async function askable(
  bus: CommandBus,
  applicationId: AskedTogether['applicationId'],
  cause: CommandContext,
) {
  const found = await bus.execute(new OpenRequests(cause, applicationId));
  if (found.kind !== 'done') throw new Error(`the requests of a case could not be looked at: ${found.kind}`);
  return found.answer.open.flatMap(({ personal, ...one }) =>
    personal === 'erased' ? [] : [{ ...one, ...personal, applicationId }],
  );
}

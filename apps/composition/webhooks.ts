import { HttpWebhooks } from '#topics/webhooks/http/http-webhooks.js';
import type { Webhooks } from '#topics/webhooks/port.js';
import { ASKED_SERVICES } from '#domain/fact-request/events.js';
import { systemClock } from '#runtime/clock/clock.js';
import { ConfigurationError } from '#configuration/configuration-error.js';
import type { WebhooksConfiguration } from '#configuration/webhooks.js';
import { webhookEndpoints } from '#configuration/webhook-endpoints.js';

type Settings = Pick<WebhooksConfiguration, 'webhooks' | 'webhooksSecrets' | 'webhooksTimeoutMs'>;

/** Those of the services that are asked for facts. @throws ConfigurationError that names a service nobody asks */
export function openWebhooks(settings: Settings): Webhooks {
  const endpoints = webhookEndpoints(settings);
  const asked = new Set<string>(ASKED_SERVICES);
  const unknown = [...endpoints.keys()].filter((service) => !asked.has(service));
  if (unknown.length > 0)
    throw new ConfigurationError(
      unknown.map((service) => ({
        variable: 'HAWIYA_WEBHOOKS',
        got: `a URL of ${service}`,
        expected: `services that are asked for facts: ${ASKED_SERVICES.join(', ')}`,
      })),
    );
  return new HttpWebhooks(endpoints, { timeoutMs: settings.webhooksTimeoutMs, clock: systemClock });
}

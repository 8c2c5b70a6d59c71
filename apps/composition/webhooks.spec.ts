import { expect, it } from '@jest/globals';
import { ASKED_SERVICES } from '#domain/fact-request/events.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { openWebhooks } from './webhooks.js';

const webhooksOf = (services: readonly string[]) => {
  const secret = (n: number) => `whsec_${Buffer.alloc(32, `secret ${n}`).toString('base64')}`;
  const pairs = (value: (n: number) => string) =>
    services.map((service, n) => `${service}=${value(n)}`).join(';');
  return openWebhooks(
    readConfiguration({
      HAWIYA_WEBHOOKS: pairs((n) => `https://${n}.example/`),
      HAWIYA_WEBHOOKS_SECRETS: pairs(secret),
    }),
  );
};

it('every service that is asked for facts may have a webhook, and nobody else', () => {
  expect(openWebhooks(readConfiguration({})).services.size).toBe(0);
  expect([...webhooksOf(ASKED_SERVICES).services]).toEqual(ASKED_SERVICES);
  expect(() => webhooksOf(['labor'])).toThrow(
    /HAWIYA_WEBHOOKS is a URL of labor, expected services that are asked for facts: passports, /,
  );
  expect(() => webhooksOf(['treasury'])).toThrow('treasury');
});

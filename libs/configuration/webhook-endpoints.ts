import type { WebhookEndpoint } from '#topics/webhooks/webhook-endpoint.js';
import type { WebhooksConfiguration } from './webhooks.js';

type Settings = Pick<WebhooksConfiguration, 'webhooks' | 'webhooksSecrets'>;

/** By service. Of a configuration that was read: it has no problems. */
export function webhookEndpoints({
  webhooks,
  webhooksSecrets,
}: Settings): ReadonlyMap<string, WebhookEndpoint> {
  const secrets = new Map(pairs(webhooksSecrets));
  return new Map(
    pairs(webhooks).map(([service, url]) => [
      service,
      { url: new URL(url), keys: keysIn(secrets.get(service)) },
    ]),
  );
}

/** The pairs of a setting, in their order: a name may stand there twice. */
export function pairs(setting = ''): readonly (readonly [name: string, value: string])[] {
  return setting
    .split(';')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const end = entry.indexOf('=');
      return [entry.slice(0, end), entry.slice(end + 1)];
    });
}

const PREFIX = 'whsec_';
/** As Standard Webhooks has it, bytes. */
const SHORTEST = 24;
const LONGEST = 64;

/** Undefined: it is no secret of Standard Webhooks. */
export function webhookKey(secret: string): Uint8Array | undefined {
  if (!secret.startsWith(PREFIX)) return undefined;
  const encoded = secret.slice(PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  // Node reads past what is no base64: only what is written as it would write it is meant.
  const isWhole = key.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
  return isWhole && key.length >= SHORTEST && key.length <= LONGEST ? key : undefined;
}

/** The keys of one service. */
export function keysIn(value = ''): readonly Uint8Array[] {
  return value.split(',').map(webhookKey).filter(isKey);
}

function isKey(key: Uint8Array | undefined): key is Uint8Array {
  return key !== undefined;
}

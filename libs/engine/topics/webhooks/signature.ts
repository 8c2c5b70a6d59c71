import { createHmac } from 'node:crypto';

/**
 * The headers of Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks): one `v1` signature for each
 * key, HMAC-SHA256 over `id.timestamp.body`, so that a receiver may know the new key or still the former one.
 */
export function signedHeaders(
  { id, body }: { readonly id: string; readonly body: Uint8Array },
  keys: readonly Uint8Array[],
  at: Date,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

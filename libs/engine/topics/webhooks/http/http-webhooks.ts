import type { Clock } from '#runtime/clock/clock.js';
import type { Delivery, WebhookMessage, Webhooks } from '../port.js';
import { signedHeaders } from '../signature.js';
import type { WebhookEndpoint } from '../webhook-endpoint.js';
import { retryAfterMs } from './retry-after.js';

export interface HttpWebhooksOptions {
  /** From the first byte sent to the last one read, milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** What a service may say beside its status, bytes: nobody reads it. */
const MOST_BODY = 65_536;

/** Posts over HTTP, signed by Standard Webhooks. */
export class HttpWebhooks implements Webhooks {
  readonly services: ReadonlySet<string>;

  constructor(
    private readonly endpoints: ReadonlyMap<string, WebhookEndpoint>,
    private readonly options: HttpWebhooksOptions,
  ) {
    this.services = new Set(endpoints.keys());
  }

  async deliver(service: string, message: WebhookMessage): Promise<Delivery> {
    const endpoint = this.endpoints.get(service);
    if (endpoint === undefined) throw new Error(`${service} has no webhook`);
    try {
      const { status, headers } = await this.post(endpoint, message);
      if (status >= 200 && status <= 299) return { outcome: 'delivered', status };
      if (status === 410) return { outcome: 'gone' };
      const retry = retryAfterMs(headers.get('retry-after'), this.options.clock.now());
      return { outcome: 'refused', status, ...(retry !== undefined && { retryAfterMs: retry }) };
    } catch (error) {
      return { outcome: 'unanswered', why: codeOf(error) };
    }
  }

  private async post({ url, keys }: WebhookEndpoint, message: WebhookMessage): Promise<Response> {
    const { contentType, body, traceparent } = message;
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual', // where the request goes is the operators' to say
      signal: AbortSignal.timeout(this.options.timeoutMs),
      headers: {
        'content-type': contentType,
        'user-agent': 'hawiya',
        accept: '*/*',
        'accept-encoding': 'identity',
        ...signedHeaders(message, keys, this.options.clock.now()),
        ...(traceparent !== undefined && { traceparent }),
      },
    });
    await drain(response);
    return response;
  }
}

/** Reads a body to its end, so that the connection can be used again; one that is longer than any answer is cut off. */
async function drain({ body }: Response): Promise<void> {
  if (body === null) return;
  let read = 0;
  for await (const chunk of body) {
    read += chunk.byteLength;
    if (read > MOST_BODY) return; // leaving the loop cancels the stream
  }
}

/** In few words that are the same for the same failure: fetch's own are of no use, and may quote. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'timeout';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : error.name;
}

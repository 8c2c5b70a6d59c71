/**
 * Webhooks as the rest of the house sees them: one message posted to one service, once; who wants it to arrive asks
 * again. Driver: `http/`. They stand beside the topics: a service may take what is sent to it by either way.
 */

/** The very message of the service's topic, in structured mode. */
export interface WebhookMessage {
  /** The same however often it is posted, so that the service recognises it. No full stop in it. */
  readonly id: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly traceparent?: string | undefined;
}

export type Delivery =
  /** The service has it: it answered 2xx. */
  | { readonly outcome: 'delivered'; readonly status: number }
  /** It answered 410: it does not want any more of them, here. */
  | { readonly outcome: 'gone' }
  /** It answered anything else; redirects are not followed. */
  | { readonly outcome: 'refused'; readonly status: number; readonly retryAfterMs?: number }
  /** No whole answer came in time. `why` is a code: nothing of the answer. */
  | { readonly outcome: 'unanswered'; readonly why: string }
  /** Not posted: the service did not answer just now, or asked for time. */
  | { readonly outcome: 'held-back'; readonly forMs: number };

export interface Webhooks {
  /** Those that take messages here. */
  readonly services: ReadonlySet<string>;
  /** Never rejects on what a service does. @throws Error if the service has no webhook */
  deliver(service: string, message: WebhookMessage): Promise<Delivery>;
}

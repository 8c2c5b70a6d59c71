import { type BackOff, backOffMs } from '#runtime/back-off.js';
import type { Delivery, WebhookMessage, Webhooks } from './port.js';

/** After an attempt that was not answered; doubles while none is. */
const BACK_OFF: BackOff = { firstMs: 1_000, capMs: 60_000 };

export interface PatientWebhooksOptions {
  /** Longest that a service is left alone because it asked for time, milliseconds. */
  readonly mostMs: number;
  /** Milliseconds, of no particular beginning; default: the process's own. */
  readonly now?: () => number;
}

interface Patience {
  failures: number;
  /** Nothing is posted before. */
  until: number;
  underWay: number;
}

/**
 * Leaves a service alone for a while that does not answer, or that asks for time: else each message to it would hold
 * a place for as long as the time-out is. Then one message finds out whether it is there again.
 */
export class PatientWebhooks implements Webhooks {
  readonly services: ReadonlySet<string>;
  private readonly patience = new Map<string, Patience>();
  private readonly now: () => number;

  constructor(
    private readonly webhooks: Webhooks,
    private readonly options: PatientWebhooksOptions,
  ) {
    this.services = webhooks.services;
    this.now = options.now ?? (() => performance.now());
  }

  async deliver(service: string, message: WebhookMessage): Promise<Delivery> {
    const patience = this.patienceWith(service);
    const forMs = this.heldBackMs(patience);
    if (forMs > 0) return { outcome: 'held-back', forMs };
    patience.underWay += 1;
    try {
      const delivery = await this.webhooks.deliver(service, message);
      this.learn(patience, delivery);
      return delivery;
    } finally {
      patience.underWay -= 1;
    }
  }

  private patienceWith(service: string): Patience {
    const known = this.patience.get(service);
    if (known !== undefined) return known;
    const made = { failures: 0, until: 0, underWay: 0 };
    this.patience.set(service, made);
    return made;
  }

  private heldBackMs({ failures, until, underWay }: Patience): number {
    const waitMs = until - this.now();
    if (waitMs > 0) return waitMs;
    return failures > 0 && underWay > 0 ? BACK_OFF.firstMs : 0;
  }

  private learn(patience: Patience, delivery: Delivery): void {
    const askedMs = delivery.outcome === 'refused' ? (delivery.retryAfterMs ?? 0) : 0;
    if (delivery.outcome !== 'unanswered' && askedMs === 0) {
      patience.failures = 0;
      return;
    }
    // Those that were under way together failed together.
    if (this.now() >= patience.until) patience.failures += 1;
    const waitMs = Math.min(this.options.mostMs, Math.max(askedMs, backOffMs(patience.failures, BACK_OFF)));
    patience.until = Math.max(patience.until, this.now() + waitMs);
  }
}

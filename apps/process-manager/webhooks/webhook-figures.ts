import { Counter, type Registry } from 'prom-client';
import type { Delivery } from '#topics/webhooks/port.js';
import { durations } from '#runtime/metrics/durations.js';
import { readGauges } from '#runtime/metrics/read-gauges.js';
import type { Deadlines } from '../deadlines/deadlines.js';
import { beginningWith } from './request-webhook.js';

const OUTCOMES = [
  'delivered',
  'refused',
  'unanswered',
  'gone',
  'held-back',
] as const satisfies readonly Delivery['outcome'][];

/** What became of requests that were posted, on `/metrics`. */
export class WebhookFigures {
  private readonly calls: Counter<'service' | 'outcome'>;
  private readonly took: ReturnType<typeof durations>;

  constructor(registry: Registry, services: ReadonlySet<string>, deadlines: Pick<Deadlines, 'waiting'>) {
    this.calls = new Counter({
      name: 'hawiya_webhooks_calls_total',
      help: 'Attempts to post a request to the webhook of a service, by what became of them',
      labelNames: ['service', 'outcome'],
      registers: [registry],
    });
    this.took = durations(registry, {
      name: 'hawiya_webhooks_call_duration_seconds',
      help: 'Time from posting a request to the end of the answer, or to giving up',
      labels: ['service'],
    });
    for (const service of services) for (const outcome of OUTCOMES) this.calls.inc({ service, outcome }, 0);
    const waiting = {
      hawiya_webhooks_waiting: {
        help: 'Requests that are to be posted to the webhook of a service, counted up to 1000',
        labels: ['service'],
      },
    };
    readGauges(registry, 'webhooks', waiting, async (set) => {
      await Promise.all(
        Array.from(services, async (service) =>
          set('hawiya_webhooks_waiting', await deadlines.waiting('request-webhook', beginningWith(service)), {
            service,
          }),
        ),
      );
    });
  }

  called(service: string, outcome: Delivery['outcome'], seconds: number): void {
    this.calls.inc({ service, outcome });
    // Nothing was posted.
    if (outcome !== 'held-back') this.took([service], seconds);
  }
}

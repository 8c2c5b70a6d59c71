import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../logging/logger.js';
import { NO_TRACING } from './no-tracing.js';
import type { SpanQueueObserver } from './span-queue.js';
import type { Tracing } from './tracing.js';

export interface TracingDependencies {
  readonly logger: Logger;
  readonly metrics: Registry;
}

/**
 * Tracing as configured: off without an address, and then OpenTelemetry is not even loaded.
 * @param service `service.name` of this process's spans, e.g. `hawiya-api`
 */
export async function openTracing(
  url: string | undefined,
  service: string,
  ports: TracingDependencies,
): Promise<Tracing> {
  if (url === undefined) return NO_TRACING;
  const { otlpTracing } = await import('./otlp-tracing.js');
  return otlpTracing({ url, service, observer: observed(url, ports) });
}

/** Counts spans by what became of them, and writes one line when the collector goes away and one when it is back. */
function observed(url: string, { logger, metrics }: TracingDependencies): SpanQueueObserver {
  const spans = new Counter({
    name: 'hawiya_traces_spans_total',
    help: 'Spans by what became of them: sent; failed: the collector did not take them; dropped: too many were waiting',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  for (const outcome of ['sent', 'failed', 'dropped']) spans.inc({ outcome }, 0);
  let away = false;
  return {
    sent(count) {
      spans.inc({ outcome: 'sent' }, count);
      if (away) logger.info({ url }, 'traces: the collector takes spans again');
      away = false;
    },
    failed(count, error) {
      spans.inc({ outcome: 'failed' }, count);
      if (!away) logger.warn({ err: error, url }, 'traces: the collector takes no spans; they are lost');
      away = true;
    },
    dropped: (count) => spans.inc({ outcome: 'dropped' }, count),
  };
}

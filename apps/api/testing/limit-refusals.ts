import { createLogger } from '#runtime/logging/logger.js';
import { createMetrics } from '#runtime/metrics/metrics.js';
import type { Clock } from '#runtime/clock/clock.js';
import { type Limit, LimitRefusals } from '../limits/limit-refusals.js';

/** Refusals of one test, and what they say. */
export function refusalsInTest(clock: Clock = { now: () => new Date(0) }) {
  const lines: string[] = [];
  const metrics = createMetrics();
  const logger = createLogger({ level: 'warn', format: 'json' }, { write: (line) => lines.push(line) });
  return {
    refusals: new LimitRefusals(metrics, logger, clock),
    lines,
    counted: async (limit: Limit): Promise<number | undefined> =>
      (await metrics.getSingleMetric('hawiya_http_limit_refusals_total')?.get())?.values.find(
        ({ labels }) => labels['limit'] === limit,
      )?.value,
  };
}

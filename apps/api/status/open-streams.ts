import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { METRICS } from '#platform/metrics/metrics.js';
import { readGauges } from '#platform/metrics/read-gauges.js';
import { ProblemError } from '#platform/problems/problem.js';
import { API_LIMITS, type ApiLimits } from '../ports.js';

/** The event streams open at this moment: counted, bounded, and ended when the service stops. */
@Injectable()
export class OpenStreams implements BeforeApplicationShutdown {
  private readonly open = new Set<AbortController>();

  constructor(
    @Inject(API_LIMITS) private readonly limits: Pick<ApiLimits, 'streamsMax'>,
    @Inject(METRICS) metrics: Registry,
  ) {
    const gauges = { hawiya_http_streams_open: { help: 'Streams of server-sent events open now' } };
    readGauges(metrics, 'streams', gauges, async (set) => set('hawiya_http_streams_open', this.open.size));
  }

  /** @throws ProblemError `too-many-streams` (503) */
  start(): AbortController {
    if (this.open.size >= this.limits.streamsMax) {
      throw new ProblemError('too-many-streams', { headers: { 'retry-after': '30' } });
    }
    const controller = new AbortController();
    this.open.add(controller);
    controller.signal.addEventListener('abort', () => this.open.delete(controller), { once: true });
    return controller;
  }

  get count(): number {
    return this.open.size;
  }

  beforeApplicationShutdown(): void {
    for (const controller of this.open) controller.abort();
  }
}

import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { METRICS } from '#runtime/metrics/metrics.js';
import { readGauges } from '#runtime/metrics/read-gauges.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { type Limit, LimitRefusals } from '../limits/limit-refusals.js';
import { API_LIMITS, type ApiLimits } from '../dependencies.js';

/** Whose stream it is: nobody may take the places of all others. */
export interface StreamHolder {
  /** Id of the caller. */
  readonly caller: string;
  readonly address: string;
}

/**
 * The event streams open at this moment in this process: counted, bounded per caller, per client address and in all,
 * and ended when the service stops.
 */
@Injectable()
export class OpenStreams implements BeforeApplicationShutdown {
  private readonly open = new Map<AbortController, StreamHolder>();

  constructor(
    @Inject(API_LIMITS)
    private readonly limits: Pick<ApiLimits, 'streamsMax' | 'streamsPerCaller' | 'streamsPerAddress'>,
    @Inject(METRICS) metrics: Registry,
    private readonly refusals: LimitRefusals,
  ) {
    const gauges = { hawiya_http_streams_open: { help: 'Streams of server-sent events open now' } };
    readGauges(metrics, 'streams', gauges, async (set) => set('hawiya_http_streams_open', this.open.size));
  }

  /** @throws ProblemError `too-many-streams-of-yours` (429), `too-many-streams` (503) */
  start(holder: StreamHolder): AbortController {
    const holders = [...this.open.values()];
    const ofCaller = holders.filter(({ caller }) => caller === holder.caller).length;
    const ofAddress = holders.filter(({ address }) => address === holder.address).length;
    const { streamsPerCaller, streamsPerAddress, streamsMax } = this.limits;
    if (ofCaller >= streamsPerCaller) throw this.refusal('streams-caller');
    if (ofAddress >= streamsPerAddress) throw this.refusal('streams-address');
    if (this.open.size >= streamsMax) throw this.refusal('streams');
    const controller = new AbortController();
    this.open.set(controller, holder);
    controller.signal.addEventListener('abort', () => this.open.delete(controller), { once: true });
    return controller;
  }

  private refusal(limit: Extract<Limit, `streams${string}`>): ProblemError {
    this.refusals.count(limit);
    const code = limit === 'streams' ? 'too-many-streams' : 'too-many-streams-of-yours';
    return new ProblemError(code, { headers: { 'retry-after': '30' } });
  }

  get count(): number {
    return this.open.size;
  }

  beforeApplicationShutdown(): void {
    for (const controller of this.open.keys()) controller.abort();
  }
}

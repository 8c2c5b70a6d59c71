import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { ProblemError } from '#platform/problems/problem.js';
import { API_LIMITS, type ApiLimits } from '../ports.js';

/** The event streams open at this moment: counted, bounded, and ended when the service stops. */
@Injectable()
export class OpenStreams implements BeforeApplicationShutdown {
  private readonly open = new Set<AbortController>();

  constructor(@Inject(API_LIMITS) private readonly limits: Pick<ApiLimits, 'streamsMax'>) {}

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

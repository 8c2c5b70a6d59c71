import { Inject, Injectable } from '@nestjs/common';
import type { TrackingNumber } from '#domain/kernel/brand.js';
import { CLOCK, type Clock } from '#runtime/clock/clock.js';
import { takeAll } from '#runtime/limits/allowances.js';
import { Subjects } from '#use-cases/subjects.js';
import { LimitRefusals } from '../limits/limit-refusals.js';
import { tooMany } from '../limits/too-many.js';
import { API_LIMITS, type ApiLimits, SharedAllowances } from '../dependencies.js';

/**
 * Four digits can be guessed in ten thousand tries, so few are allowed: per tracking number, per client address and in
 * all, counted by all processes together. An attempt is counted before anything is looked up, so that many at once
 * cannot overtake the count; who was right gets it back.
 */
@Injectable()
export class TrackingAttempts {
  constructor(
    private readonly allowances: SharedAllowances,
    private readonly subjects: Subjects,
    @Inject(API_LIMITS)
    private readonly limits: Pick<
      ApiLimits,
      'trackingWindowS' | 'trackingPerNumber' | 'trackingPerAddress' | 'trackingInAll'
    >,
    private readonly refusals: LimitRefusals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Counts one attempt.
   * @returns what gives it back
   * @throws ProblemError `too-many-attempts` (429)
   */
  async count(trackingNumber: TrackingNumber, address: string): Promise<() => Promise<void>> {
    const { trackingWindowS, trackingPerNumber, trackingPerAddress, trackingInAll } = this.limits;
    const rate = (limit: number) => ({ limit, windowMs: trackingWindowS * 1_000 });
    const wanted = [
      { name: 'tracking-address', key: this.key(`address ${address}`), rate: rate(trackingPerAddress) },
      { name: 'tracking-number', key: this.key(`number ${trackingNumber}`), rate: rate(trackingPerNumber) },
      { name: 'tracking', key: this.key('all'), rate: rate(trackingInAll) },
    ] as const;
    const taken = await takeAll(this.allowances, wanted, this.clock.now().getTime());
    if (taken.ok) return taken.giveBack;
    this.refusals.count(taken.refused.name);
    throw tooMany('too-many-attempts', { ...taken.refused, retryMs: taken.retryMs });
  }

  /** Keyed, so that what is stored names neither a client nor a case. */
  private key(what: string): string {
    return `tracking ${this.subjects.fingerprint(`tracking ${what}`).slice(0, 32)}`;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#sign-in/principal.js';
import { CLOCK, type Clock } from '#runtime/clock/clock.js';
import { MemoryAllowances } from '#runtime/limits/memory-allowances.js';
import type { Done } from '#event-sourcing/outcome.js';
import { API_LIMITS, type ApiLimits } from '../dependencies.js';
import { LimitRefusals } from './limit-refusals.js';

/** How often one caller may change applications in a window of time, in this process. */
@Injectable()
export class EditRate {
  private readonly allowances = new MemoryAllowances();

  constructor(
    @Inject(API_LIMITS) private readonly limits: Pick<ApiLimits, 'editsWindowS' | 'editsPerCaller'>,
    private readonly refusals: LimitRefusals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Carries out a change. One that is refused, was carried out before or changes nothing is not counted.
   * @throws ProblemError `too-many-edits-of-yours` (429), or what `edit` throws
   */
  async count<Answer extends object>(
    { id: who }: Principal,
    edit: () => Promise<Done<Answer>>,
  ): Promise<Done<Answer>> {
    const rate = { limit: this.limits.editsPerCaller, windowMs: this.limits.editsWindowS * 1_000 };
    const taken = await this.allowances.take(who, rate, this.clock.now().getTime());
    if (!taken.ok) {
      const { retryMs } = taken;
      throw await this.refusals.problem('too-many-edits-of-yours', { limit: 'edits', who, rate, retryMs });
    }
    let changed = false;
    try {
      const done = await edit();
      changed = !done.repeated && done.position !== undefined;
      return done;
    } finally {
      if (!changed) await taken.giveBack();
    }
  }
}

import { instantOf } from '#domain/calendar/day.js';
import type { Instant } from '#domain/kernel/brand.js';
import { pause } from '#platform/back-off.js';
import type { Clock } from '#platform/clock/clock.js';
import type { ReactionsConfiguration } from '#platform/configuration/reactions.js';
import type { Logger } from '#platform/logging/logger.js';
import type { Troubles } from '#read-models/runtime/troubles.js';
import { fire } from './deadline-reactions.js';
import type { Deadlines, DueDeadline } from './deadlines.js';
import type { Reacting } from './reacting.js';
import { messageOfPoison, poisonOf } from './reaction-poison.js';

export interface DeadlineWatchNeeds {
  readonly deadlines: Deadlines;
  readonly reacting: Pick<Reacting, 'toDeadline'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What fails is told here, for readiness. */
  readonly troubles: Troubles;
}

/** Fires what is due, each by itself: what one of them is slow with or fails of is no other's business. */
export class DeadlineWatch {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly needs: DeadlineWatchNeeds,
    /** `everyMs`: how often due deadlines are looked for, milliseconds. */
    private readonly options: { readonly everyMs: number } & Pick<
      ReactionsConfiguration,
      'deadlinesAtOnce' | 'failuresMax'
    >,
  ) {}

  /** Runs until the signal aborts and the deadlines in hand are through. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.begin(signal);
      } catch (error) {
        this.needs.logger.error(
          { err: error },
          'process manager: deadlines could not be looked at; trying again',
        );
      }
      await pause(this.options.everyMs, signal);
    }
    await Promise.all(this.underWay);
  }

  /** Until none is due that nobody holds. */
  private async begin(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.underWay.size >= this.options.deadlinesAtOnce) {
        await Promise.race(this.underWay);
        continue;
      }
      const due = await this.needs.deadlines.next(this.now());
      if (due === undefined) return;
      const work = this.see(due).finally(() => this.underWay.delete(work));
      this.underWay.add(work);
    }
  }

  /** Never rejects: what cannot even be put off comes again when its lease is over. */
  private async see(due: DueDeadline): Promise<void> {
    try {
      await this.fireOrPutOff(due);
    } catch (error) {
      this.needs.logger.error(
        { err: error, deadline: due.kind },
        'process manager: what became of a deadline could not be kept; it comes again',
      );
    }
  }

  private async fireOrPutOff(due: DueDeadline): Promise<void> {
    const { reacting, clock, troubles, logger } = this.needs;
    try {
      await fire(due, reacting, clock);
    } catch (error) {
      const poison = poisonOf(error);
      if (poison === undefined) return due.interrupted(this.now());
      if (poison === 'unreadable' || due.failures + 1 >= this.options.failuresMax) {
        const message = messageOfPoison(error);
        await due.park(message);
        logger.error({ deadline: due.kind, of: due.of, message }, 'process manager: deadline parked');
        return;
      }
      // Told for a minute; that it is overdue, until it is done or parked.
      troubles.note(`deadline ${due.kind}`, error);
      return due.putOff(this.now());
    }
    await due.done();
  }

  private now(): Instant {
    return instantOf(this.needs.clock.now().getTime());
  }
}

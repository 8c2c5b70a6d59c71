import type { Instant } from '#decider/brand.js';
import { instantOf } from '#decider/instant.js';
import { pause } from '#runtime/back-off.js';
import type { Clock } from '#runtime/clock/clock.js';
import type { ReactionsConfiguration } from '#configuration/reactions.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { RecentFailures } from '#event-sourcing/recent-failures.js';
import { groupInto } from '#runtime/group-into.js';
import { caseOfDeadline, fire } from './fire.js';
import type { Deadlines, DueDeadline } from './deadlines.js';
import type { LiveWork } from '../live-work.js';
import { later } from '../react.js';
import type { Dispatch } from '../dispatch.js';
import { messageOfPoison, poisonOf } from '../reaction-poison.js';

export interface DeadlineWatchDependencies {
  readonly deadlines: Deadlines;
  readonly dispatch: Pick<Dispatch, 'toDeadline'>;
  /** The reactions to events, which go first. */
  readonly live: Pick<LiveWork, 'busy' | 'over'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What fails is told here, for readiness. */
  readonly troubles: RecentFailures;
}

/** So many times as many as are fired side by side are taken at once. */
const TAKEN_AHEAD = 8;

/**
 * Fires what is due, many side by side, those of one case one after the other in the order they were due: what one of
 * them is slow with or fails of is no other's business. While events are being reacted to only one is fired at a time:
 * a case that moves does not wait for all that became due in the same moment.
 */
export class DeadlineWatch {
  /** The chains of cases under way, by case. */
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly dependencies: DeadlineWatchDependencies,
    /** `everyMs`: how often due deadlines are looked for, milliseconds. */
    private readonly options: { readonly everyMs: number } & Pick<
      ReactionsConfiguration,
      'deadlinesAtOnce' | 'deadlineLeaseMs' | 'failuresMax'
    >,
  ) {}

  /** Runs until the signal aborts and the deadlines in hand are through. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.begin(signal);
      } catch (error) {
        this.dependencies.logger.error(
          { err: error },
          'process manager: deadlines could not be looked at; trying again',
        );
      }
      await pause(this.options.everyMs, signal);
    }
    await Promise.all(this.underWay.values());
  }

  /** Until none is due that nobody holds. */
  private async begin(signal: AbortSignal): Promise<void> {
    const most = this.options.deadlinesAtOnce * TAKEN_AHEAD;
    while (!signal.aborted) {
      const taken = await this.dependencies.deadlines.take(this.now(), most);
      if (taken.length === 0) return;
      for (const [of, due] of byCase(taken)) {
        await this.place();
        this.follow(of, due, signal);
      }
    }
  }

  /** Resolves when another may be begun. */
  private async place(): Promise<void> {
    const { live } = this.dependencies;
    for (;;) {
      const most = live.busy ? 1 : this.options.deadlinesAtOnce;
      if (this.underWay.size < most) return;
      await Promise.race([...this.underWay.values(), ...(live.busy ? [live.over()] : [])]);
    }
  }

  private follow(of: string, due: readonly DueDeadline[], signal: AbortSignal): void {
    const before = this.underWay.get(of);
    const chain = this.oneByOne(before, due, signal).finally(() => {
      if (this.underWay.get(of) === chain) this.underWay.delete(of);
    });
    this.underWay.set(of, chain);
  }

  private async oneByOne(
    before: Promise<void> | undefined,
    all: readonly DueDeadline[],
    signal: AbortSignal,
  ): Promise<void> {
    await before;
    for (const due of all) await this.see(due, signal);
  }

  /** Never rejects: what cannot even be put off comes again when its lease is over. */
  private async see(due: DueDeadline, signal: AbortSignal): Promise<void> {
    try {
      // Nobody else is to begin it while we are at it; and who stops leaves the rest to the others at once.
      if (signal.aborted || this.isOld(due)) await due.giveBack(this.now());
      else await this.fireOrPutOff(due);
    } catch (error) {
      this.dependencies.logger.error(
        { err: error, deadline: due.kind },
        'process manager: what became of a deadline could not be kept; it comes again',
      );
    }
  }

  private async fireOrPutOff(due: DueDeadline): Promise<void> {
    const { dispatch, clock, troubles, logger } = this.dependencies;
    try {
      await fire(due, dispatch, clock);
    } catch (error) {
      const poison = poisonOf(error);
      if (poison === undefined) return due.interrupted(this.now());
      if (poison !== 'unknown' || due.failures + 1 >= this.options.failuresMax) {
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

  private isOld({ heldUntil }: DueDeadline): boolean {
    return heldUntil < later(this.now(), this.options.deadlineLeaseMs / 2);
  }

  private now(): Instant {
    return instantOf(this.dependencies.clock.now().getTime());
  }
}

/** In the order in which the first of each was taken; of one case the one due first is first. */
function byCase(taken: readonly DueDeadline[]): ReadonlyMap<string, readonly DueDeadline[]> {
  const found = new Map<string, DueDeadline[]>();
  for (const due of taken) groupInto(found, caseOfDeadline(due), due);
  for (const ofCase of found.values()) ofCase.sort((a, b) => (a.due < b.due ? -1 : 1));
  return found;
}

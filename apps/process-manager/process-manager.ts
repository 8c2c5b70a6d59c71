import type { ConsumerFigures } from '#topics/consumer-figures.js';
import type { Distribution } from '#topics/port.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { RecentFailures } from '#projections/recent-failures.js';
import type { CaseByCase } from './case-by-case.js';
import type { DeadlineWatch } from './deadline-watch.js';
import { PROCESS_MANAGER_GROUP } from './group.js';
import type { LiveWork } from './live-work.js';

export interface ProcessManagerNeeds {
  readonly distribution: Distribution;
  readonly cases: Pick<CaseByCase, 'handle'>;
  readonly deadlines: Pick<DeadlineWatch, 'run'>;
  /** Told of the reactions, which go before deadlines. */
  readonly live: Pick<LiveWork, 'during'>;
  readonly logger: Logger;
  readonly figures: ConsumerFigures;
  /** What fails is told here, for readiness. */
  readonly troubles: RecentFailures;
}

export interface ProcessManagerOptions {
  readonly topic: string;
}

/** Turns what happened into what happens next: consumes the topic of events and the deadlines. */
export class ProcessManager {
  constructor(
    private readonly needs: ProcessManagerNeeds,
    private readonly options: ProcessManagerOptions,
  ) {}

  /** Runs until the signal aborts and the work in hand is finished. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.consume(signal), this.needs.deadlines.run(signal)]);
  }

  private async consume(signal: AbortSignal): Promise<void> {
    const { distribution, logger, figures, troubles, cases, live } = this.needs;
    await distribution.consume({
      topic: this.options.topic,
      group: PROCESS_MANAGER_GROUP,
      signal,
      handle: figures.watch(PROCESS_MANAGER_GROUP, (batch) =>
        troubles.watch(`events/${batch.partition}`, () => live.during(() => cases.handle(batch)), signal),
      ),
      onError: (error, { partition, messages }) =>
        logger.error(
          { err: error, partition, offset: String(messages[0].offset) },
          'process manager: batch failed and will be repeated',
        ),
    });
  }
}

import type { Logger } from '#runtime/logging/logger.js';
import { retryUntilAborted } from '#runtime/retry-until-aborted.js';
import type { ConsumerFigures } from './consumer-figures.js';
import type { Batch, Distribution } from './port.js';

/** Remembers what batches fail of, for readiness, and puts off what does not pass by itself. */
export interface FailureWatch {
  watch(where: string, work: () => Promise<void>, signal: AbortSignal): Promise<void>;
}

export interface ConsumerPipeDependencies {
  readonly distribution: Pick<Distribution, 'consume'>;
  readonly figures: ConsumerFigures;
  readonly failures: FailureWatch;
  readonly logger: Logger;
  /** What its log lines begin with, e.g. `projector`. */
  readonly stage: string;
}

/** One consumer of a stage: what it handles. */
export interface Consumer {
  readonly topic: string;
  readonly group: string;
  /** Names it among those of its stage, in metrics and in readiness. */
  readonly name: string;
  /** More that its log lines say. */
  readonly line?: Readonly<Record<string, string>>;
  /** Resolves once everything of the batch is done: then its offset moves. A rejection has it come again. */
  handle(batch: Batch): Promise<void>;
}

/**
 * The way of every batch from a topic: it is measured, handled, and its offset committed. What fails is told, comes
 * again, and makes the stage unready while it lasts. Which errors a stage skips, parks or puts aside is its handler's.
 */
export class ConsumerPipe {
  constructor(private readonly dependencies: ConsumerPipeDependencies) {}

  /** Runs until the signal aborts and the batches in hand are finished; no error ends it. */
  async run(consumer: Consumer, signal: AbortSignal): Promise<void> {
    const { logger, stage } = this.dependencies;
    await retryUntilAborted(
      () => this.consume(consumer, signal),
      signal,
      (error) => logger.error({ err: error, ...consumer.line }, `${stage}: interrupted; trying again`),
    );
  }

  /** Once: rejects when it is interrupted. */
  consume({ topic, group, name, line, handle }: Consumer, signal: AbortSignal): Promise<void> {
    const { distribution, figures, failures, logger, stage } = this.dependencies;
    return distribution.consume({
      topic,
      group,
      signal,
      handle: figures.watch(name, (batch) =>
        failures.watch(`${name}/${batch.partition}`, () => handle(batch), signal),
      ),
      onError: (error, { partition, messages: [first] }) =>
        logger.error(
          { err: error, ...line, partition, offset: String(first.offset) },
          `${stage}: batch failed and will be repeated`,
        ),
    });
  }
}

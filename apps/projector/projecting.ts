import { batchSpan } from '#contracts/batch-span.js';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { ConsumerFigures } from '#topics/consumer-figures.js';
import { ConsumerPipe } from '#topics/consumer-pipe.js';
import type { Batch, Distribution } from '#topics/port.js';
import { provenanceOf } from '#event-sourcing/cloud-events.js';
import { pause } from '#runtime/back-off.js';
import { retryUntilAborted } from '#runtime/retry-until-aborted.js';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import { traced, type Tracing } from '#runtime/tracing/tracing.js';
import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import { RecentFailures } from '#event-sourcing/recent-failures.js';

/** How often a model's freshness is stored, milliseconds. */
const REPORT_EVERY_MS = 1_000;

export interface ProjectingDependencies {
  readonly models: readonly ReadModelRuntime[];
  readonly distribution: Distribution;
  readonly logger: Logger;
  readonly tracing: Tracing;
  readonly figures: ConsumerFigures;
}

export interface ProjectingOptions {
  /** Of the topic of events, should it be missing. */
  readonly partitions: number;
  /** Before a batch is repeated that failed of what does not pass by itself, milliseconds; default 10,000. */
  readonly hopelessPauseMs?: number;
}

/** Feeds every read model from the topic of events. */
export class Projecting {
  private readonly built = new Set<string>();
  private readonly distribution: Distribution;
  private readonly logger: Logger;
  private readonly troubles: RecentFailures;
  private readonly pipe: ConsumerPipe;

  constructor(
    private readonly dependencies: ProjectingDependencies,
    private readonly options: ProjectingOptions,
  ) {
    this.distribution = dependencies.distribution;
    this.logger = dependencies.logger;
    this.troubles = new RecentFailures(options.hopelessPauseMs);
    this.pipe = new ConsumerPipe({ ...dependencies, failures: this.troubles, stage: 'projector' });
  }

  /** What keeps batches from being folded now, in a few words each. */
  trouble(): readonly string[] {
    return this.troubles.recent();
  }

  /** Whether every model is there to be read. */
  isBuilt(): boolean {
    return this.built.size === this.dependencies.models.length;
  }

  /** Runs until the signal aborts and the batches in hand are stored; no error ends it. */
  async run(signal: AbortSignal): Promise<void> {
    await retryUntilAborted(
      () => this.distribution.ensureTopics([{ name: EVENTS_TOPIC, partitions: this.options.partitions }]),
      signal,
      (error) => this.logger.error({ err: error }, 'projector: topic not there; trying again'),
    );
    await Promise.all(this.dependencies.models.map((model) => this.keep(model, signal)));
  }

  private async keep(model: ReadModelRuntime, signal: AbortSignal): Promise<void> {
    const unbuilt = (error: unknown) => {
      this.troubles.note(`building ${model.name}`, error);
      this.logger.error({ err: error, model: model.name }, 'projector: failed; trying again');
    };
    await retryUntilAborted(() => model.ensureCurrent(), signal, unbuilt);
    this.troubles.over(`building ${model.name}`);
    this.built.add(model.name);
    const { name } = model;
    const consumer = {
      topic: EVENTS_TOPIC,
      group: groupOf(name),
      name,
      line: { model: name },
      handle: (batch: Batch) => this.project(model, batch),
    };
    await Promise.all([this.pipe.run(consumer, signal), this.report(model, signal)]);
  }

  private async project(model: ReadModelRuntime, batch: Batch): Promise<void> {
    const { tracing, logger } = this.dependencies;
    const { name } = model;
    const attributes = {
      'messaging.consumer.group.name': groupOf(name),
      'messaging.destination.partition.id': String(batch.partition),
    };
    const span = batchSpan(tracing, 'consumer', batch, attributes);
    await traced(tracing, `project ${name}`, span, () => model.handle(batch));
    if (!logger.isLevelEnabled('debug')) return;
    for (const message of batch.messages) {
      const { event, stream, ...from } = provenanceOf(message);
      logger.debug({ model: name, event, stream, ...originOf(from) }, 'projector: event seen');
    }
  }

  private async report(model: ReadModelRuntime, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(REPORT_EVERY_MS, signal);
      try {
        await model.reportProgress();
      } catch (error) {
        this.logger.warn({ err: error, model: model.name }, 'projector: progress could not be stored');
      }
    }
  }
}

export const groupOf = (model: string): string => `projector.${model}`;

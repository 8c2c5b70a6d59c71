import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { Batch, Distribution } from '#distribution/port.js';
import { KeyStoreError } from '#event-log/keys/key-store-error.js';
import { EventStoreError } from '#event-store/errors.js';
import { pause } from '#platform/back-off.js';
import { insist } from '#platform/insist.js';
import type { Logger } from '#platform/logging/logger.js';
import { isTransient, nameFailure } from '#platform/mongodb/failure.js';
import type { KeptModel } from '#read-models/kept-models.js';
import { groupOf } from './observe.js';

/** How often a model's freshness is stored, milliseconds. */
const REPORT_EVERY_MS = 1_000;

/** Longer than the pause between two attempts. */
const RECENT_MS = 60_000;

export interface ProjectingOptions {
  /** Of the topic of events, should it be missing. */
  readonly partitions: number;
  /** Before a batch is repeated that failed of what does not pass by itself, milliseconds; default 10,000. */
  readonly hopelessPauseMs?: number;
}

/** Feeds every read model from the topic of events. */
export class Projecting {
  private readonly built = new Set<string>();
  /** By model and partition: the last failure, and when; a partition may be somebody else's by now. */
  private readonly troubles = new Map<string, { readonly what: string; readonly at: number }>();

  constructor(
    private readonly models: readonly KeptModel[],
    private readonly distribution: Distribution,
    private readonly logger: Logger,
    private readonly options: ProjectingOptions,
  ) {}

  /** What batches have failed of in the last minute and not gone through since, in a few words each. */
  trouble(): readonly string[] {
    const since = performance.now() - RECENT_MS;
    return Array.from(this.troubles)
      .filter(([, { at }]) => at >= since)
      .map(([where, { what }]) => `${where}: ${what}`);
  }

  /** Whether every model is there to be read. */
  isBuilt(): boolean {
    return this.built.size === this.models.length;
  }

  /** Runs until the signal aborts and the batches in hand are stored; no error ends it. */
  async run(signal: AbortSignal): Promise<void> {
    await insist(
      () => this.distribution.ensureTopics([{ name: EVENTS_TOPIC, partitions: this.options.partitions }]),
      signal,
      (error) => this.logger.error({ err: error }, 'projector: topic not there; trying again'),
    );
    await Promise.all(this.models.map((model) => this.keep(model, signal)));
  }

  private async keep(model: KeptModel, signal: AbortSignal): Promise<void> {
    const failed = (error: unknown) =>
      this.logger.error({ err: error, model: model.name }, 'projector: failed; trying again');
    await insist(() => model.ensureCurrent(), signal, failed);
    this.built.add(model.name);
    await Promise.all([
      insist(() => this.consume(model, signal), signal, failed),
      this.report(model, signal),
    ]);
  }

  private consume(model: KeptModel, signal: AbortSignal): Promise<void> {
    return this.distribution.consume({
      topic: EVENTS_TOPIC,
      group: groupOf(model.name),
      signal,
      handle: (batch) => this.handle(model, batch, signal),
      onError: (error, { partition, messages }) =>
        this.logger.error(
          { err: error, model: model.name, partition, offset: String(messages[0].offset) },
          'projector: batch failed and will be repeated',
        ),
    });
  }

  /**
   * A batch that failed comes again: soon, if what was wrong passes by itself. If not (a right that was taken away, a
   * bug), there is no hurry, and readiness names it until it is mended.
   */
  private async handle(model: KeptModel, batch: Batch, signal: AbortSignal): Promise<void> {
    const where = `${model.name}/${batch.partition}`;
    try {
      await model.handle(batch);
      this.troubles.delete(where);
    } catch (error) {
      this.troubles.set(where, { what: nameFailure(error), at: performance.now() });
      if (!passes(error)) await pause(this.options.hopelessPauseMs ?? 10_000, signal);
      throw error;
    }
  }

  private async report(model: KeptModel, signal: AbortSignal): Promise<void> {
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

/** Whether waiting helps: one of the three stores that a fold needs is away. */
function passes(error: unknown): boolean {
  if (error instanceof EventStoreError || error instanceof KeyStoreError) return error.code === 'unavailable';
  return isTransient(error);
}

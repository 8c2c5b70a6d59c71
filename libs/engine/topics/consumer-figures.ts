import { Counter, type Registry } from 'prom-client';
import { durations } from '#runtime/metrics/durations.js';
import { readGauges } from '#runtime/metrics/read-gauges.js';
import type { Batch, Distribution, PartitionLag, ReceivedMessage } from './port.js';

export interface ConsumerFiguresOptions {
  /** `projector` → `hawiya_projector_…` */
  readonly stage: string;
  /** What tells the stage's consumers apart; none if it has one. */
  readonly label?: string;
  /** The consumers, by the label's value. */
  readonly consumers: ReadonlyMap<string, Consumed>;
  /**
   * Milliseconds since the epoch at which what a message tells of occurred; undefined: it does not say.
   * Without it, age counts from when the batch came.
   */
  readonly occurredAt?: (message: ReceivedMessage) => number | undefined;
}

/** What one consumer consumes. */
export interface Consumed {
  readonly topic: string;
  readonly group: string;
  /** The topic may not be there: then nothing is behind, and nothing is told. */
  readonly mayBeMissing?: boolean;
}

/** A batch that is being handled, or that failed and is to come again. */
interface InHand {
  readonly since: number;
  failedAt: number | undefined;
}

/** A batch that failed and did not come again for so long went to another process, milliseconds. */
const GIVEN_UP_MS = 60_000;

/**
 * What a stage's consumers do, on `/metrics`: how long a batch takes, how old its oldest event is when it is done, what
 * fails, and how far each partition is behind. Events behind are the group's, so every process of a stage tells the
 * same of all partitions; seconds behind are those of the batch this process has in hand.
 */
export class ConsumerFigures {
  private readonly inHand = new Map<string, Map<number, InHand>>();
  private readonly took: ReturnType<typeof durations>;
  private readonly delayed: ReturnType<typeof durations> | undefined;
  private readonly failed: Counter;

  constructor(
    registry: Registry,
    distribution: Pick<Distribution, 'lag' | 'hasTopic'>,
    private readonly options: ConsumerFiguresOptions,
  ) {
    const { stage, label, consumers, occurredAt } = options;
    const name = `hawiya_${stage}`;
    const labels = label === undefined ? [] : [label];
    this.took = durations(registry, {
      name: `${name}_batch_duration_seconds`,
      help: 'Time a batch took',
      labels,
    });
    if (occurredAt !== undefined)
      this.delayed = durations(registry, {
        name: `${name}_delay_seconds`,
        help: "From when a batch's oldest event occurred to when the batch was done",
        labels,
      });
    this.failed = new Counter({
      name: `${name}_batch_failures_total`,
      help: 'Batches that failed and come again',
      labelNames: labels,
      registers: [registry],
    });
    for (const of of consumers.keys()) this.failed.inc(this.labelled(of), 0);
    const gauges = {
      [`${name}_lag_events`]: { help: 'Events not done yet', labels: [...labels, 'partition'] },
      [`${name}_lag_seconds`]: {
        help: 'Age of the oldest event of the batch in hand; 0 when there is none',
        labels: [...labels, 'partition'],
      },
    };
    readGauges(registry, stage, gauges, async (set) => {
      const lags = await Promise.all(
        [...consumers].map(async ([of, consumed]) => [of, await lagOf(distribution, consumed)] as const),
      );
      for (const [of, partitions] of lags) {
        for (const { partition, lag } of partitions) {
          set(`${name}_lag_events`, Number(lag), { ...this.labelled(of), partition });
          set(`${name}_lag_seconds`, this.secondsBehind(of, partition), { ...this.labelled(of), partition });
        }
      }
    });
  }

  /** Counts what the handler of the consumer with this label does. */
  watch(of: string, handle: (batch: Batch) => Promise<void>): (batch: Batch) => Promise<void> {
    const partitions = new Map<number, InHand>();
    this.inHand.set(of, partitions);
    const values = this.options.label === undefined ? [] : [of];
    return async (batch) => {
      const began = Date.now();
      const occurred = this.options.occurredAt?.(batch.messages[0]);
      const entry: InHand = { since: occurred ?? began, failedAt: undefined };
      partitions.set(batch.partition, entry);
      try {
        await handle(batch);
      } catch (error) {
        entry.failedAt = Date.now();
        this.failed.inc(this.labelled(of));
        throw error;
      }
      partitions.delete(batch.partition);
      const now = Date.now();
      this.took(values, (now - began) / 1_000);
      if (occurred !== undefined) this.delayed?.(values, Math.max(0, now - occurred) / 1_000);
    };
  }

  private secondsBehind(of: string, partition: number): number {
    const entry = this.inHand.get(of)?.get(partition);
    if (entry === undefined) return 0;
    const now = Date.now();
    if (entry.failedAt !== undefined && now - entry.failedAt > GIVEN_UP_MS) return 0;
    return Math.max(0, now - entry.since) / 1_000;
  }

  private labelled(of: string): Record<string, string> {
    return this.options.label === undefined ? {} : { [this.options.label]: of };
  }
}

/** How far a consumer is behind, per partition; nothing of a topic that may be missing and is. @throws DistributionError */
export async function lagOf(
  distribution: Pick<Distribution, 'lag' | 'hasTopic'>,
  { topic, group, mayBeMissing = false }: Consumed,
): Promise<readonly PartitionLag[]> {
  if (mayBeMissing && !(await distribution.hasTopic(topic))) return [];
  return distribution.lag(topic, group);
}

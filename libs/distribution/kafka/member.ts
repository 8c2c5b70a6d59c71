import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { type BackOff, jitteredBackOffMs, pause } from '#platform/back-off.js';
import type { ConsumeOptions, ReceivedMessage } from '../port.js';
import { PartitionQueue } from './partition-queue.js';

export interface MemberNeeds {
  readonly backOff: BackOff;
  readonly times: GroupTimes;
  /** Told of everything that interrupts the member; it goes on by itself. */
  readonly onError: (error: unknown) => void;
}

export interface GroupTimes {
  /** A member that was not heard of for so long is taken for dead, milliseconds (default 30,000). */
  readonly sessionMs?: number;
  /** How often it is heard of, milliseconds (default 3,000). */
  readonly heartbeatMs?: number;
}

/** Longest wait for something new in one request, milliseconds: how late a partition that was paused goes on. */
const LONGEST_FETCH_MS = 200;

/**
 * One `consume` call: a member of a consumer group. Fetching never waits for handling: each partition has a queue of
 * its own, which is paused at the broker when it is full. So heartbeats go on during long batches, and a partition
 * whose batch fails holds no other one back.
 *
 * In a rebalance the partitions are given out anew. What waits of a partition that went to somebody else is given up;
 * the batch in hand is finished, but its offset is no longer ours to store: the new owner gets it again.
 */
export class Member {
  private consumer: Consumer | undefined;
  private readonly queues = new Map<number, PartitionQueue>();
  /** Of partitions that were given up: when their last batch is finished. */
  private readonly leaving = new Map<number, Promise<void>>();

  constructor(
    private readonly kafka: Kafka,
    private readonly options: ConsumeOptions,
    private readonly needs: MemberNeeds,
  ) {}

  /** Until the signal aborts and the batches in hand are finished; goes on whatever the broker does. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await this.consume(signal);
      } catch (error) {
        this.needs.onError(error);
        this.keepOnly([]);
        await pause(jitteredBackOffMs(failures, this.needs.backOff), signal);
      }
    }
  }

  private async consume(signal: AbortSignal): Promise<void> {
    const { sessionMs = 30_000, heartbeatMs = 3_000 } = this.needs.times;
    const consumer = this.kafka.consumer({
      groupId: this.options.group,
      sessionTimeout: sessionMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: 2 * sessionMs,
      maxWaitTimeInMs: LONGEST_FETCH_MS,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 5_000, retries: 5 },
    });
    this.consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) =>
      this.keepOnly(memberAssignment[this.options.topic] ?? []),
    );
    try {
      const crashed = crashOf(consumer);
      await consumer.connect();
      await consumer.subscribe({ topics: [this.options.topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.take(payload),
      });
      await Promise.race([crashed, aborted(signal)]);
      await Promise.all([...this.queues.values()].map((queue) => queue.leave()));
    } finally {
      await consumer.disconnect();
    }
  }

  private async take({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const { topic, partition, highWatermark, messages } = batch;
    const received = messages.map(({ key, value, headers = {}, offset }): ReceivedMessage => ({
      topic,
      partition,
      offset: BigInt(offset),
      key: key?.toString('utf8') ?? '',
      value: value ?? new Uint8Array(),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [name, [text].flat().at(-1)?.toString() ?? '']),
      ),
    }));
    this.queueOf(partition).take(received, BigInt(highWatermark));
    resolveOffset(batch.lastOffset()); // what is fetched next; what is finished is stored by the queue
    await heartbeat();
  }

  private queueOf(partition: number): PartitionQueue {
    const known = this.queues.get(partition);
    if (known !== undefined) return known;
    const { topic } = this.options;
    const queue = new PartitionQueue({
      topic,
      partition,
      options: this.options,
      backOff: this.needs.backOff,
      commit: async (offset) => {
        if (this.queues.get(partition) !== queue) return; // somebody else's by now
        await this.consumer?.commitOffsets([{ topic, partition, offset: String(offset) }]);
      },
      pause: () => this.consumer?.pause([{ topic, partitions: [partition] }]),
      resume: () => this.consumer?.resume([{ topic, partitions: [partition] }]),
      onCommitError: this.needs.onError,
      free: this.leaving.get(partition) ?? Promise.resolve(),
    });
    this.queues.set(partition, queue);
    return queue;
  }

  private keepOnly(partitions: readonly number[]): void {
    for (const [partition, queue] of this.queues) {
      if (partitions.includes(partition)) continue;
      this.queues.delete(partition);
      this.leaving.set(partition, queue.leave());
    }
  }
}

/** Rejects when the consumer has ended by itself and will not come back. */
function crashOf(consumer: Consumer): Promise<never> {
  const crashed = new Promise<never>((_resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (!restart) reject(error);
    });
  });
  crashed.catch(() => undefined); // it may come before anybody waits for it, and is not lost
  return crashed;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

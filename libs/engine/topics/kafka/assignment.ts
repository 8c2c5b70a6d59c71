import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import type { ConsumeOptions } from '../port.js';
import type { GroupMemberDependencies } from './member-dependencies.js';
import { OffsetCommits } from './offset-commits.js';
import { PartitionQueue } from './partition-queue.js';
import { receivedMessage } from './received-message.js';
import type { GroupOffset } from './standing.js';

export interface AssignmentDependencies extends Omit<GroupMemberDependencies, 'client' | 'partitions'> {
  /** Of partitions that were given up: when their last batch is finished. Outlives the consumer. */
  readonly leaving: Map<number, Promise<void>>;
}

const AHEAD_BYTES = 4_194_304;

/**
 * The partitions a consumer has now. Fetching never waits for handling: each partition has a queue of its own, and
 * fetching of the partition is paused while it is full. So heartbeats go on during long batches, and a partition whose
 * batch fails holds no other one back.
 *
 * In a rebalance a partition that stays is not interrupted. What waits of one that goes to somebody else is given up;
 * the batch in hand is finished, but its offset is no longer ours to store: the new owner gets it again.
 */
export class Assignment {
  private readonly queues = new Map<number, PartitionQueue>();
  private memberId: string | undefined;
  /** Requests to join since partitions were last given out. */
  private joins = 0;
  private commitOffsets: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
  private readonly ending = new AbortController();
  private readonly commits = new OffsetCommits<PartitionQueue>(
    (finished) => this.commit(finished),
    this.ending.signal,
  );

  constructor(
    private readonly consumer: Consumer,
    private readonly options: ConsumeOptions,
    private readonly dependencies: AssignmentDependencies,
  ) {}

  held(): readonly number[] {
    return [...this.queues.keys()];
  }

  joining(): void {
    this.joins += 1;
  }

  /**
   * With one request to join since the last time, under the same name, nobody else can have had our partitions
   * meanwhile: those that stay go on as they are. Otherwise they all begin anew, where the group is now.
   */
  renew({ memberId, memberAssignment }: ConsumerGroupJoinEvent['payload']): void {
    const given = memberAssignment[this.options.topic] ?? [];
    const uninterrupted = this.joins === 1 && memberId === this.memberId;
    [this.joins, this.memberId] = [0, memberId];
    for (const [partition, queue] of this.queues) {
      if (uninterrupted && given.includes(partition)) this.goOn(partition, queue);
      else this.giveUp(partition, queue);
    }
    const fresh = given.filter((partition) => !this.queues.has(partition));
    if (fresh.length === 0) return;
    const standing = this.dependencies.standing();
    for (const partition of fresh) this.queues.set(partition, this.begin(partition, standing));
  }

  /** What the client fetched. A rejection ends the consumer. */
  async take({ batch, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload): Promise<void> {
    this.commitOffsets = commitOffsetsIfNecessary;
    const { topic, partition, messages, highWatermark } = batch;
    const queue = this.queues.get(partition);
    if (queue === undefined) return; // fetched before it was given to somebody else
    const received = messages.map((message) => receivedMessage(topic, partition, message));
    const taken = await queue.take(received, BigInt(batch.lastOffset()), BigInt(highWatermark));
    const { position } = queue;
    if (this.queues.get(partition) !== queue || position === undefined) return;
    // What is fetched next; what is finished is stored by the queue.
    if (taken) resolveOffset(String(position - 1n));
    else this.consumer.seek({ topic, partition, offset: String(position) });
  }

  /** Resolves when the batches in hand are finished and their offsets stored. */
  async leave(): Promise<void> {
    this.ending.abort();
    await Promise.all([...this.queues.values()].map((queue) => queue.leave()));
  }

  /** Gives up everything at once. */
  abandon(): void {
    this.ending.abort();
    for (const [partition, queue] of this.queues) this.forget(partition, queue);
  }

  private begin(partition: number, standing: Promise<readonly GroupOffset[]>): PartitionQueue {
    const { topic } = this.options;
    const one = [{ topic, partitions: [partition] }];
    const { backOff, onError, settings, leaving } = this.dependencies;
    const queue: PartitionQueue = new PartitionQueue({
      topic,
      partition,
      options: this.options,
      backOff,
      aheadBytes: settings.aheadBytes ?? AHEAD_BYTES,
      start: standing.then((all) => this.startIn(partition, all)),
      commit: async (offset) => {
        if (this.queues.get(partition) === queue) await this.commits.store(queue, offset);
      },
      pause: () => this.consumer.pause(one),
      resume: () => this.consumer.resume(one),
      onCommitError: onError,
      free: leaving.get(partition) ?? Promise.resolve(),
    });
    return queue;
  }

  private startIn(partition: number, all: readonly GroupOffset[]): bigint {
    const standing = all.find((one) => one.partition === partition);
    if (standing === undefined) throw new Error(`the broker told no offset of partition ${partition}`);
    const { missed, next } = standing;
    const { topic, group } = this.options;
    if (missed !== 0n)
      this.dependencies.onError(
        new Error(
          `${missed === 'unknown' ? 'an unknown number of' : missed} messages of ${topic}/${partition} were deleted before ${group} had finished them; it goes on at ${next}`,
        ),
      );
    return next;
  }

  /** The client would fetch again what waits already. */
  private goOn(partition: number, { position }: PartitionQueue): void {
    if (position !== undefined)
      this.consumer.seek({ topic: this.options.topic, partition, offset: String(position) });
  }

  private giveUp(partition: number, queue: PartitionQueue): void {
    this.forget(partition, queue);
    this.consumer.resume([{ topic: this.options.topic, partitions: [partition] }]); // should it come back to us
  }

  private forget(partition: number, queue: PartitionQueue): void {
    this.queues.delete(partition);
    this.dependencies.leaving.set(partition, queue.leave());
  }

  /**
   * Between the client's taking up a new assignment and `renew` lie microtasks only: at the start of a turn of the event
   * loop the queues are those of the generation the client is in. The client takes that generation's number at once, and
   * the broker refuses it if there is a newer one.
   */
  private async commit(finished: ReadonlyMap<PartitionQueue, bigint>): Promise<void> {
    await nextTurn();
    // Those of other queues are somebody else's by now.
    const partitions = [...this.queues].flatMap(([partition, queue]) => {
      const offset = finished.get(queue);
      return offset === undefined ? [] : [{ partition, offset: String(offset) }];
    });
    if (partitions.length > 0)
      await this.commitOffsets?.({ topics: [{ topic: this.options.topic, partitions }] });
  }
}

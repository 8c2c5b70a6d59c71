import type { Consumer } from 'kafkajs';
import { aborted } from '#runtime/aborted.js';
import { jitteredBackOffMs, pause } from '#runtime/back-off.js';
import type { ConsumeOptions } from '../port.js';
import { Assignment } from './assignment.js';
import type { GroupMemberDependencies } from './member-dependencies.js';
import { stickyAssigner } from './sticky-assigner.js';

/** Longest wait for something new in one request, milliseconds: how late a partition that was paused goes on. */
const LONGEST_FETCH_MS = 200;

/** One `consume` call: a member of a consumer group, made anew whenever the client gives up. */
export class GroupMember {
  /** Of partitions that were given up: when their last batch is finished. */
  private readonly leaving = new Map<number, Promise<void>>();
  private failures = 0;

  constructor(
    private readonly options: ConsumeOptions,
    private readonly dependencies: GroupMemberDependencies,
  ) {}

  /** Until the signal aborts and the batches in hand are finished; goes on whatever the broker does. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.consume(signal);
      } catch (error) {
        this.failures += 1;
        this.dependencies.onError(error);
        await pause(jitteredBackOffMs(this.failures, this.dependencies.backOff), signal);
      }
    }
    await Promise.all(this.leaving.values());
  }

  private async consume(signal: AbortSignal): Promise<void> {
    const consumer = this.consumer({ held: () => assignment.held(), joining: () => assignment.joining() });
    const assignment = new Assignment(consumer, this.options, {
      ...this.dependencies,
      leaving: this.leaving,
    });
    const crash = crashOf(consumer);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.failures = 0;
      assignment.renew(payload);
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [this.options.topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: this.dependencies.partitions,
        eachBatch: (payload) => assignment.take(payload),
      });
      await Promise.race([crash, aborted(signal)]);
      await assignment.leave();
    } finally {
      assignment.abandon();
      await consumer.disconnect();
    }
  }

  private consumer(member: Parameters<typeof stickyAssigner>[0]): Consumer {
    const { sessionMs = 30_000, heartbeatMs = 3_000 } = this.dependencies.settings;
    return this.dependencies.client().consumer({
      groupId: this.options.group,
      sessionTimeout: sessionMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: 2 * sessionMs,
      maxWaitTimeInMs: LONGEST_FETCH_MS,
      allowAutoTopicCreation: false,
      partitionAssigners: [stickyAssigner(member)],
      retry: {
        // Left to `run`: the client would also restart a consumer that is being disconnected.
        restartOnFailure: () => Promise.resolve(false),
      },
    });
  }
}

/** Rejects when the consumer has ended by itself. */
function crashOf(consumer: Consumer): Promise<never> {
  const crashed = new Promise<never>((_resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
  });
  crashed.catch(() => undefined); // it may come before anybody waits for it, and is not lost
  return crashed;
}

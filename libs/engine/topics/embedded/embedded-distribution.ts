import type { BackOff } from '#runtime/back-off.js';
import {
  type ConsumeOptions,
  type Distribution,
  DistributionError,
  MAX_MESSAGE_BYTES,
  type Message,
  type PartitionLag,
} from '../port.js';
import type { VolumeOptions } from '#runtime/lmdb/volume.js';
import { partitionOf } from '../partitioner.js';
import { checkMaxBatch, checkName, checkPartitions, checkSize } from '../validation.js';
import { appendMessages, join, nothing, remove, type Routed, trim } from './changes.js';
import { type TopicFiles, openTopicFiles } from './files.js';
import { Group } from './group.js';
import { encodeMessage } from './record.js';
import { MAX_TRIM, TopicRetention } from './retention.js';
import { loadTopic, loadTopics } from './store.js';
import { type Partition, positionOf, type Topic } from './topic.js';
import { TopicWriter } from './writer.js';

/** The folder is that of the topics; one process at a time may use it. */
export interface EmbeddedDistributionOptions extends VolumeOptions {
  /**
   * Messages kept in each partition (default 100,000, at least 1). Older ones are deleted once every known group has
   * finished them; a group is known from its first `consume` on.
   */
  readonly retention?: { readonly messagesPerPartition: number };
  /** Between a rejected batch and its redelivery; default 100 ms, doubling up to 10 s. */
  readonly backOff?: BackOff;
}

/**
 * Opens the topics in a folder.
 * @throws DistributionError `unavailable`: the folder cannot be used or holds another format; `invalid`: an option.
 */
export async function openEmbeddedDistribution(options: EmbeddedDistributionOptions): Promise<Distribution> {
  const limit = options.retention?.messagesPerPartition ?? 100_000;
  if (!Number.isInteger(limit) || limit < 1)
    throw new DistributionError('invalid', `messagesPerPartition is a whole number from 1 on, not ${limit}`);
  return new EmbeddedDistribution(
    openTopicFiles(options),
    limit,
    options.backOff ?? { firstMs: 100, capMs: 10_000 },
  );
}

class EmbeddedDistribution implements Distribution {
  private readonly topics: Map<string, Topic>;
  private readonly writer: TopicWriter;
  private readonly retention: TopicRetention;
  /** Groups with consumers, by topic and group. */
  private readonly groups = new Map<string, Map<string, Group>>();
  private readonly consumers = new Set<Promise<void>>();
  private changing: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly files: TopicFiles,
    retention: number,
    private readonly backOff: BackOff,
  ) {
    this.writer = new TopicWriter(files);
    this.retention = new TopicRetention(retention, this.writer);
    this.topics = loadTopics(files);
  }

  async ensureTopics(
    wanted: readonly { readonly name: string; readonly partitions: number }[],
  ): Promise<void> {
    this.checkOpen();
    for (const { name, partitions } of wanted) {
      checkName('topic', name);
      checkPartitions(partitions);
    }
    return this.inTurn(() => this.createMissing(wanted));
  }

  async hasTopic(name: string): Promise<boolean> {
    this.checkOpen();
    checkName('topic', name);
    return this.topics.has(name);
  }

  async removeTopic(name: string): Promise<void> {
    this.checkOpen();
    checkName('topic', name);
    return this.inTurn(() => this.remove(name));
  }

  async publish(topicName: string, messages: readonly Message[]): Promise<void> {
    this.checkOpen();
    const { partitions } = this.topic(topicName);
    const routed = messages.map((message) => route(message, partitions));
    if (routed.length > 0)
      await this.writer.write(appendMessages(routed, (partition) => this.news(partition)));
  }

  async consume(options: ConsumeOptions): Promise<void> {
    this.checkOpen();
    const topic = this.topic(options.topic);
    checkName('group', options.group);
    checkMaxBatch(options.maxBatch ?? 1);
    const consuming = this.joinAndConsume(topic, options);
    this.consumers.add(consuming);
    return consuming.finally(() => this.consumers.delete(consuming));
  }

  async lag(topicName: string, groupName: string): Promise<readonly PartitionLag[]> {
    this.checkOpen();
    checkName('group', groupName);
    return this.topic(topicName).partitions.map((partition) => ({
      partition: partition.index,
      lag: BigInt(partition.next - positionOf(partition, groupName)),
    }));
  }

  /** Must not be awaited inside a handler: it waits for the batches in hand. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    for (const groups of this.groups.values()) for (const group of groups.values()) group.leaveAll();
    await Promise.allSettled(this.consumers);
    await this.changing;
    await this.writer.idle();
    await this.files.root.close();
  }

  /** One call after the other: two that create the same topic must not both find it missing. */
  private inTurn(change: () => Promise<void>): Promise<void> {
    const changed = this.changing.then(change);
    this.changing = changed.catch(() => undefined); // the caller hears of it; the next one starts afresh
    return changed;
  }

  private async remove(name: string): Promise<void> {
    const topic = this.topics.get(name);
    if (topic === undefined) return;
    if ((this.groups.get(name)?.size ?? 0) > 0)
      throw new DistributionError('invalid', `${name} has consumers: it cannot be removed`);
    this.topics.delete(name); // nothing is published any more
    try {
      await this.writer.write(nothing()); // and what was, is there
      for (const partition of topic.partitions)
        while (partition.first < partition.next)
          await this.writer.write(trim(partition, Math.min(partition.next, partition.first + MAX_TRIM)));
      await this.writer.write(remove(topic));
    } catch (error) {
      this.topics.set(name, topic);
      throw error;
    }
  }

  private async createMissing(
    wanted: readonly { readonly name: string; readonly partitions: number }[],
  ): Promise<void> {
    for (const { name, partitions } of wanted) {
      const found = this.topics.get(name)?.partitions.length;
      if (found !== undefined && found < partitions)
        throw new DistributionError('invalid', `${name} has ${found} partitions, fewer than ${partitions}`);
    }
    for (const { name, partitions } of wanted) {
      if (this.topics.has(name)) continue;
      // One that was removed leaves its id, so that their number never falls.
      const id = this.files.topics.get(name)?.id ?? this.files.topics.getKeysCount() + 1;
      await this.writer.write({
        bytes: name.length,
        stage: (files) => void files.topics.put(name, { id, partitions }),
        committed: () => this.topics.set(name, loadTopic(this.files, name, id, partitions)),
        failed: () => undefined,
      });
    }
  }

  private async joinAndConsume(topic: Topic, options: ConsumeOptions): Promise<void> {
    const unknown = topic.partitions.filter(({ finished }) => !finished.has(options.group));
    if (unknown.length > 0) await this.writer.write(join(unknown, options.group));
    if (this.closing) return;
    const groups = this.groups.get(topic.name) ?? new Map<string, Group>();
    this.groups.set(topic.name, groups);
    const { files, writer, retention, backOff } = this;
    const group =
      groups.get(options.group) ?? new Group(topic, options.group, { files, writer, retention, backOff });
    groups.set(options.group, group);
    try {
      await group.consume(options);
    } finally {
      if (group.idle && groups.get(options.group) === group) groups.delete(options.group);
    }
  }

  private news(partition: Partition): void {
    this.retention.check(partition);
    for (const group of this.groups.get(partition.topic)?.values() ?? []) group.wake(partition);
  }

  private topic(name: string): Topic {
    const topic = this.topics.get(name);
    if (topic) return topic;
    throw new DistributionError('unknown-topic', `there is no topic ${name}`);
  }

  private checkOpen(): void {
    if (this.closing) throw new DistributionError('unavailable', 'the distribution is closed');
  }
}

function route(message: Message, partitions: readonly Partition[]): Routed {
  const record = encodeMessage(message);
  // A record is never smaller than its message, so most messages need not be measured.
  if (record.length > MAX_MESSAGE_BYTES) checkSize(message);
  return { partition: partitionAt(partitions, partitionOf(message.key, partitions.length)), message, record };
}

function partitionAt(partitions: readonly Partition[], index: number): Partition {
  const partition = partitions[index];
  if (partition) return partition;
  throw new TypeError(`no partition ${index}`);
}

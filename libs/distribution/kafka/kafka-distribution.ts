import type { Admin, Kafka } from 'kafkajs';
import type { BackOff } from '#platform/back-off.js';
import {
  type ConsumeOptions,
  type Distribution,
  DistributionError,
  type Message,
  type PartitionLag,
} from '../port.js';
import { checkMaxBatch, checkName } from '../validation.js';
import { type KafkaConnection, kafkaClient } from './client.js';
import { asDistributionError } from './failure.js';
import { type GroupTimes, Member } from './member.js';
import { Publisher, type PublisherOptions } from './publisher.js';
import { Topics, type TopicSettings } from './topics.js';

export interface KafkaDistributionOptions extends KafkaConnection, PublisherOptions {
  readonly topics?: TopicSettings;
  readonly groups?: GroupTimes;
  /** Between a rejected batch and its redelivery, and between attempts to come back; default 100 ms, doubling up to 10 s. */
  readonly backOff?: BackOff;
}

/**
 * Distribution by Apache Kafka. Connects when first used and whenever the connection is lost.
 * @throws DistributionError `invalid`: no brokers.
 */
export function openKafkaDistribution(options: KafkaDistributionOptions): Distribution {
  return new KafkaDistribution(kafkaClient(options), options);
}

class KafkaDistribution implements Distribution {
  private readonly topics: Topics;
  private readonly publisher: Publisher;
  private readonly closing = new AbortController();
  private readonly members = new Set<Promise<void>>();
  private connected: Promise<Admin> | undefined;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly options: KafkaDistributionOptions,
  ) {
    this.topics = new Topics(() => this.admin(), options.topics ?? {});
    this.publisher = new Publisher(kafka, this.topics, options);
  }

  async ensureTopics(
    topics: readonly { readonly name: string; readonly partitions: number }[],
  ): Promise<void> {
    this.checkOpen();
    await this.topics.ensure(topics);
  }

  async publish(topic: string, messages: readonly Message[]): Promise<void> {
    this.checkOpen();
    await this.publisher.publish(topic, messages);
  }

  async consume(options: ConsumeOptions): Promise<void> {
    this.checkOpen();
    checkName('group', options.group);
    checkMaxBatch(options.maxBatch ?? 1);
    const { backOff = { firstMs: 100, capMs: 10_000 }, groups = {}, log } = this.options;
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    if (signal.aborted) return;
    await this.topics.count(options.topic);
    const onError = (error: unknown) =>
      log?.('error', `group ${options.group} was interrupted`, { err: error });
    const running = new Member(this.kafka, options, { backOff, times: groups, onError }).run(signal);
    this.members.add(running);
    try {
      await running;
    } finally {
      this.members.delete(running);
    }
  }

  async lag(topic: string, group: string): Promise<readonly PartitionLag[]> {
    this.checkOpen();
    checkName('group', group);
    await this.topics.count(topic);
    try {
      const admin = await this.admin();
      const [ends, [finished]] = await Promise.all([
        admin.fetchTopicOffsets(topic),
        admin.fetchOffsets({ groupId: group, topics: [topic] }),
      ]);
      const offsets = new Map(
        finished?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
      );
      return ends
        .map(({ partition, high, low }) => {
          const next = offsets.get(partition) ?? -1n; // -1: nothing finished yet
          return { partition, lag: BigInt(high) - (next < 0n ? BigInt(low) : next) };
        })
        .sort((a, b) => a.partition - b.partition);
    } catch (error) {
      throw asDistributionError(error, `lag of ${group} on ${topic}`);
    }
  }

  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private async shutDown(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.members);
    await this.publisher.close();
    await (await this.connected)?.disconnect();
  }

  private admin(): Promise<Admin> {
    this.connected ??= this.connect();
    return this.connected;
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      this.connected = undefined;
      throw asDistributionError(error, 'Kafka');
    }
  }

  private checkOpen(): void {
    if (this.closed !== undefined) throw new DistributionError('unavailable', 'the distribution is closed');
  }
}

import type { Kafka } from 'kafkajs';
import { type BackOff, jitteredBackOffMs, pause } from '#runtime/back-off.js';
import {
  type ConsumeOptions,
  type Distribution,
  DistributionError,
  type Message,
  type PartitionLag,
} from '../port.js';
import { checkMaxBatch, checkName } from '../validation.js';
import { Administration } from './administration.js';
import { type KafkaConnection, kafkaClient } from './client.js';
import type { GroupSettings } from './member-dependencies.js';
import { GroupMember } from './member.js';
import { Publisher, type PublisherOptions } from './publisher.js';
import { type GroupOffset, groupOffsetOf } from './standing.js';
import type { TopicSettings } from './topic-settings.js';
import { Topics } from './topics.js';

export interface KafkaDistributionOptions extends KafkaConnection, PublisherOptions {
  readonly topics?: Omit<TopicSettings, 'compression'>;
  readonly groups?: GroupSettings;
  /** Between a rejected batch and its redelivery, and between attempts to come back; default 100 ms, doubling up to 10 s. */
  readonly backOff?: BackOff;
}

/**
 * Distribution by Apache Kafka. Connects when first used and whenever the connection is lost. All members of a group
 * consume the same topic.
 * @throws DistributionError `invalid`: an option.
 */
export function openKafkaDistribution(options: KafkaDistributionOptions): Distribution {
  return new KafkaDistribution(kafkaClient(options), options);
}

class KafkaDistribution implements Distribution {
  private readonly administration: Administration;
  private readonly topics: Topics;
  private readonly publisher: Publisher;
  private readonly closing = new AbortController();
  private readonly members = new Set<Promise<void>>();
  private closed: Promise<void> | undefined;

  constructor(
    kafka: Kafka,
    private readonly options: KafkaDistributionOptions,
  ) {
    const { compression = 'none' } = options;
    this.administration = new Administration(kafka);
    this.topics = new Topics(this.administration, { ...options.topics, compression });
    this.publisher = new Publisher(kafka, this.topics, options);
  }

  async ensureTopics(
    topics: readonly { readonly name: string; readonly partitions: number }[],
  ): Promise<void> {
    this.checkOpen();
    await this.topics.ensure(topics);
  }

  async hasTopic(name: string): Promise<boolean> {
    this.checkOpen();
    return this.topics.has(name);
  }

  async removeTopic(name: string): Promise<void> {
    this.checkOpen();
    await this.topics.remove(name);
  }

  async publish(topic: string, messages: readonly Message[]): Promise<void> {
    this.checkOpen();
    await this.publisher.publish(topic, messages);
  }

  async consume(options: ConsumeOptions): Promise<void> {
    this.checkOpen();
    checkMaxBatch(options.maxBatch ?? 1);
    const group = this.named(options.group);
    const running = this.join({ ...options, group }, AbortSignal.any([options.signal, this.closing.signal]));
    this.members.add(running);
    try {
      await running;
    } finally {
      this.members.delete(running);
    }
  }

  async lag(topic: string, group: string): Promise<readonly PartitionLag[]> {
    this.checkOpen();
    const named = this.named(group);
    const standing = await this.standing(topic, named);
    return standing.map(({ partition, next, end }) => ({ partition, lag: end - next }));
  }

  /** Must not be awaited inside a handler: it waits for the batches in hand. */
  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  /** A topic that has been removed is not asked about again: see `Administration`. */
  private async standing(topic: string, group: string): Promise<readonly GroupOffset[]> {
    await this.topics.count(topic);
    try {
      return await groupOffsetOf(this.administration, topic, group);
    } catch (error) {
      if (error instanceof DistributionError && error.code === 'unknown-topic') this.topics.forget(topic);
      throw error;
    }
  }

  /** A group as the broker knows it. @throws DistributionError `invalid` */
  private named(group: string): string {
    checkName('group', group);
    const named = `${this.options.groups?.prefix ?? ''}${group}`;
    checkName('group', named);
    return named;
  }

  private async shutDown(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.members);
    await this.publisher.close();
    await this.administration.close();
  }

  private async join(options: ConsumeOptions, signal: AbortSignal): Promise<void> {
    const { topic, group } = options;
    const { backOff = { firstMs: 100, capMs: 10_000 }, groups: settings = {}, log } = this.options;
    const onError = (error: unknown) => log?.('error', `group ${group} was interrupted`, { err: error });
    const partitions = await this.partitionsOf(topic, { signal, backOff, onError });
    if (partitions === undefined) return;
    const member = new GroupMember(options, {
      client: () => kafkaClient(this.options),
      partitions,
      backOff,
      settings,
      standing: () => this.standing(topic, group),
      onError,
    });
    await member.run(signal);
  }

  /** However long it takes the broker to be there; undefined if the signal was first. */
  private async partitionsOf(
    topic: string,
    {
      signal,
      backOff,
      onError,
    }: {
      readonly signal: AbortSignal;
      readonly backOff: BackOff;
      readonly onError: (error: unknown) => void;
    },
  ): Promise<number | undefined> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await this.topics.count(topic);
      } catch (error) {
        if (!(error instanceof DistributionError) || error.code !== 'unavailable') throw error;
        onError(error);
        await pause(jitteredBackOffMs(failures, backOff), signal);
      }
    }
    return undefined;
  }

  private checkOpen(): void {
    if (this.closed !== undefined) throw new DistributionError('unavailable', 'the distribution is closed');
  }
}

import type { Admin } from 'kafkajs';
import { DistributionError } from '../port.js';
import { checkName, checkPartitions } from '../validation.js';
import type { Administration } from './administration.js';
import { refusalOf } from './failure.js';

/** How topics are made that are missing; existing ones are left as they are. */
export interface TopicSettings {
  /** Copies of each partition (default 1: a single broker). */
  readonly replicas?: number;
  /** Copies that have to have a message before it counts as published (default 1). */
  readonly minInSyncReplicas?: number;
  /** How long messages are kept, milliseconds; -1: for ever (default: a week). Models are rebuilt from the event store. */
  readonly retentionMs?: number;
  /** How messages are kept, however they come (default none): our client reads nothing but gzip. */
  readonly compression?: 'none' | 'gzip';
}

const WEEK_MS = 604_800_000;
/** A message of the largest size, with what Kafka wraps around it. */
const MAX_RECORDS_BYTES = 2_097_152;

interface Topic {
  readonly name: string;
  readonly partitions: number;
}

/** What is known of topics: partitions never change in number here, so once known is known. */
export class Topics {
  private readonly partitions = new Map<string, number>();

  constructor(
    private readonly administration: Administration,
    private readonly settings: TopicSettings,
  ) {}

  /** See the port. */
  async ensure(topics: readonly Topic[]): Promise<void> {
    for (const { name, partitions } of topics) {
      checkName('topic', name);
      checkPartitions(partitions);
    }
    for (const topic of topics) {
      const found = (await this.find(topic.name)) ?? (await this.make(topic));
      if (found < topic.partitions) {
        throw new DistributionError(
          'invalid',
          `${topic.name} has ${found} partitions, not ${topic.partitions}: more would move keys and lose their order`,
        );
      }
    }
  }

  /** How many partitions it has. @throws DistributionError `unknown-topic`, `unavailable` */
  async count(name: string): Promise<number> {
    const count = this.partitions.get(name) ?? (await this.find(name));
    if (count === undefined) throw new DistributionError('unknown-topic', `there is no topic ${name}`);
    return count;
  }

  /** To be called when the broker says it does not know the topic. */
  forget(name: string): void {
    this.partitions.delete(name);
  }

  private async find(name: string): Promise<number | undefined> {
    const count = await this.administration.ask(`topic ${name}`, (admin) => partitionsOf(admin, name));
    if (count !== undefined) this.partitions.set(name, count);
    return count;
  }

  private async make(topic: Topic): Promise<number> {
    const made = await this.administration.ask(`topic ${topic.name}`, async (admin) => {
      // False: somebody else made it meanwhile.
      await admin.createTopics({ topics: [this.configured(topic)], waitForLeaders: true });
      return partitionsOf(admin, topic.name);
    });
    if (made === undefined)
      throw new DistributionError('unavailable', `topic ${topic.name} was made and is not there yet`);
    this.partitions.set(topic.name, made);
    return made;
  }

  private configured({ name, partitions }: Topic) {
    const {
      replicas = 1,
      minInSyncReplicas = 1,
      retentionMs = WEEK_MS,
      compression = 'none',
    } = this.settings;
    const configuration = {
      'retention.ms': String(retentionMs),
      'min.insync.replicas': String(minInSyncReplicas),
      'max.message.bytes': String(MAX_RECORDS_BYTES),
      'compression.type': compression === 'none' ? 'uncompressed' : compression,
    };
    return {
      topic: name,
      numPartitions: partitions,
      replicationFactor: replicas,
      configEntries: Object.entries(configuration).map(([name, value]) => ({ name, value })),
    };
  }
}

async function partitionsOf(admin: Admin, name: string): Promise<number | undefined> {
  try {
    // Asked about a topic that is not there, the client would go on asking for a while.
    if (!(await admin.listTopics()).includes(name)) return undefined;
    const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
    return topics[0]?.partitions.length;
  } catch (error) {
    if (refusalOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    throw error;
  }
}

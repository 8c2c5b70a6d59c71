import type { Admin } from 'kafkajs';
import { DistributionError } from '../port.js';
import { checkName, checkPartitions } from '../validation.js';
import { asDistributionError, refusalOf } from './failure.js';

/** How topics are made that are missing; existing ones are left as they are. */
export interface TopicSettings {
  /** Copies of each partition (default 1: a single broker). */
  readonly replicas?: number;
  /** Copies that have to have a message before it counts as published (default 1). */
  readonly minInSyncReplicas?: number;
  /** How long messages are kept, milliseconds; -1: for ever (default: a week). Models are rebuilt from the event store. */
  readonly retentionMs?: number;
}

const WEEK_MS = 604_800_000;
/** A message of the largest size, with what Kafka wraps around it. */
const MAX_RECORDS_BYTES = 2_097_152;

/** What is known of topics: partitions never change in number here, so once known is known. */
export class Topics {
  private readonly partitions = new Map<string, number>();

  constructor(
    private readonly admin: () => Promise<Admin>,
    private readonly settings: TopicSettings,
  ) {}

  /** See the port. */
  async ensure(topics: readonly { readonly name: string; readonly partitions: number }[]): Promise<void> {
    for (const { name, partitions } of topics) {
      checkName('topic', name);
      checkPartitions(partitions);
    }
    for (const topic of topics) {
      const found = (await this.lookUp(topic.name)) ?? (await this.make(topic));
      if (found < topic.partitions) {
        throw new DistributionError(
          'invalid',
          `${topic.name} has ${found} partitions, not ${topic.partitions}: more would move keys and lose their order`,
        );
      }
    }
  }

  /** @throws DistributionError `unknown-topic`, `unavailable` */
  async count(name: string): Promise<number> {
    const known = this.partitions.get(name) ?? (await this.lookUp(name));
    if (known === undefined) throw new DistributionError('unknown-topic', `there is no topic ${name}`);
    return known;
  }

  private async lookUp(name: string): Promise<number | undefined> {
    try {
      const admin = await this.admin();
      if (!(await admin.listTopics()).includes(name)) return undefined;
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      const count = topics[0]?.partitions.length;
      if (count !== undefined) this.partitions.set(name, count);
      return count;
    } catch (error) {
      if (refusalOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
      throw asDistributionError(error, `topic ${name}`);
    }
  }

  private async make({
    name,
    partitions,
  }: {
    readonly name: string;
    readonly partitions: number;
  }): Promise<number> {
    const { replicas = 1, minInSyncReplicas = 1, retentionMs = WEEK_MS } = this.settings;
    const configuration = {
      'retention.ms': String(retentionMs),
      'min.insync.replicas': String(minInSyncReplicas),
      'max.message.bytes': String(MAX_RECORDS_BYTES),
    };
    const topic = {
      topic: name,
      numPartitions: partitions,
      replicationFactor: replicas,
      configEntries: Object.entries(configuration).map(([name, value]) => ({ name, value })),
    };
    try {
      // False: somebody else made it meanwhile.
      await (await this.admin()).createTopics({ topics: [topic], waitForLeaders: true });
    } catch (error) {
      throw asDistributionError(error, `topic ${name}`);
    }
    const made = await this.lookUp(name);
    if (made === undefined)
      throw new DistributionError('unavailable', `topic ${name} was made and is not there yet`);
    return made;
  }
}

import type { Admin } from 'kafkajs';
import { DistributionError } from '../port.js';
import { checkName, checkPartitions } from '../validation.js';
import type { Administration } from './administration.js';
import { refusalOf } from './failure.js';
import { topicConfiguration, type TopicSettings } from './topic-settings.js';

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

  async has(name: string): Promise<boolean> {
    checkName('topic', name);
    return (await this.find(name)) !== undefined;
  }

  /** See the port. */
  async remove(name: string): Promise<void> {
    checkName('topic', name);
    this.forget(name);
    await this.administration.ask(`topic ${name}`, async (admin) => {
      if ((await partitionsOf(admin, name)) === undefined) return;
      await admin.deleteTopics({ topics: [name] });
      // The broker that is asked may hear of it later than the one that removes it.
      if ((await partitionsOf(admin, name)) !== undefined)
        throw new DistributionError('unavailable', `topic ${name} is being removed and is still there`);
    });
  }

  /** To be called when the broker says it does not know the topic. */
  forget(name: string): void {
    this.partitions.delete(name);
  }

  private async find(name: string): Promise<number | undefined> {
    const count = await this.administration.ask(`topic ${name}`, (admin) => partitionsOf(admin, name));
    if (count === undefined) this.partitions.delete(name);
    else this.partitions.set(name, count);
    return count;
  }

  private async make(topic: Topic): Promise<number> {
    const made = await this.administration.ask(`topic ${topic.name}`, async (admin) => {
      // False: somebody else made it meanwhile.
      await admin.createTopics({ topics: [this.configured(topic)], waitForLeaders: true });
      const count = await partitionsOf(admin, topic.name);
      if (count !== undefined) return count;
      // The broker that is asked may hear of it later than the one that made it.
      throw new DistributionError('unavailable', `topic ${topic.name} was made and is not there yet`);
    });
    this.partitions.set(topic.name, made);
    return made;
  }

  private configured({ name, partitions }: Topic) {
    return {
      topic: name,
      numPartitions: partitions,
      replicationFactor: this.settings.replicas ?? 1,
      configEntries: Object.entries(topicConfiguration(this.settings)).map(([name, value]) => ({
        name,
        value: String(value),
      })),
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

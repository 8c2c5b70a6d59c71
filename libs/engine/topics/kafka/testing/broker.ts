import { randomUUID } from 'node:crypto';
import kafka, { type Admin, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { type KafkaDistributionOptions, openKafkaDistribution } from '../kafka-distribution.js';

/** How long anything may take, milliseconds. */
export const DEADLINE_MS = 60_000;

/** A name nobody has used yet. */
export const fresh = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;

/** A driver with times that suit a test. */
export function openForTest(brokers: readonly string[], options: Partial<KafkaDistributionOptions> = {}) {
  return openKafkaDistribution({
    brokers,
    clientId: 'test',
    backOff: { firstMs: 20, capMs: 500 },
    groups: { sessionMs: 6_000, heartbeatMs: 300 },
    ...options,
  });
}

/** The client by itself, as a witness. */
export const bareClient = (brokers: readonly string[]): Kafka =>
  new Kafka({ brokers: [...brokers], clientId: 'witness', logLevel: logLevel.NOTHING });

export async function asAdmin<T>(brokers: readonly string[], work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = bareClient(brokers).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** What the broker says of a topic's configuration. */
export function configurationOf(
  brokers: readonly string[],
  topic: string,
): Promise<Readonly<Record<string, string>>> {
  return asAdmin(brokers, async (admin) => {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafka.ConfigResourceTypes.TOPIC, name: topic }],
    });
    return Object.fromEntries(
      resources.flatMap(({ configEntries }) =>
        configEntries.map(({ configName, configValue }) => [configName, configValue]),
      ),
    );
  });
}

/** The first messages of a topic, as the client by itself has them. */
export async function witness(
  brokers: readonly string[],
  topic: string,
  count: number,
): Promise<readonly KafkaMessage[]> {
  const consumer = bareClient(brokers).consumer({ groupId: fresh('witness'), maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const seen: KafkaMessage[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async ({ message }: { readonly message: KafkaMessage }) => {
        seen.push(message);
        if (seen.length >= count) resolve();
      };
      consumer.run({ autoCommit: false, eachMessage }).catch(reject);
    });
    return seen;
  } finally {
    await consumer.disconnect();
  }
}

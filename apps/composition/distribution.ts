import { readFile } from 'node:fs/promises';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#distribution/embedded/embedded-distribution.js';
import { type KafkaConnection, type Sasl } from '#distribution/kafka/client.js';
import { openKafkaDistribution } from '#distribution/kafka/kafka-distribution.js';
import { topicSettings } from '#distribution/kafka/topic-settings.js';
import type { Distribution } from '#distribution/port.js';
import type { Configuration } from '#platform/configuration/configuration.js';
import { folder, type Ground } from './ground.js';

/** Consumes nothing: asked how far it is, the broker shows that it answers. */
export const READINESS_GROUP = 'readiness';

/** Kafka, or the embedded topics. */
export async function openDistribution(ground: Ground): Promise<Distribution> {
  const { configuration, logger, opened, probes } = ground;
  const { kafkaBrokers } = configuration;
  if (kafkaBrokers === undefined) {
    const distribution = await openEmbeddedDistribution(folder(configuration, 'topics'));
    return opened.keep(distribution, (part) => part.close());
  }
  const distribution = openKafkaDistribution({
    brokers: kafkaBrokers.split(','),
    clientId: 'hawiya',
    ...(await tls(configuration)),
    ...sasl(configuration),
    log: (level, message, detail) => logger[level]({ ...detail }, `kafka: ${message}`),
    topics: topicSettings(configuration),
    compression: configuration.kafkaCompression,
    groups: {
      prefix: configuration.kafkaGroupPrefix,
      sessionMs: configuration.kafkaSessionMs,
      heartbeatMs: configuration.kafkaSessionMs / 10,
    },
  });
  probes.push({
    name: 'kafka',
    check: async () => {
      await distribution.lag(EVENTS_TOPIC, READINESS_GROUP);
      return { ok: true, detail: 'answers' };
    },
  });
  return opened.keep(distribution, (part) => part.close());
}

async function tls({ kafkaTls, kafkaCa }: Configuration): Promise<Pick<KafkaConnection, 'tls'>> {
  if (kafkaTls === 'off') return {};
  return { tls: kafkaCa === undefined ? true : { ca: await readFile(kafkaCa, 'utf8') } };
}

function sasl({ kafkaSasl, kafkaUsername, kafkaPassword }: Configuration): { readonly sasl?: Sasl } {
  if (kafkaSasl === undefined || kafkaUsername === undefined || kafkaPassword === undefined) return {};
  return { sasl: { mechanism: kafkaSasl, username: kafkaUsername, password: kafkaPassword } };
}

import { readFile } from 'node:fs/promises';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { type KafkaConnection, type Sasl } from '#topics/kafka/client.js';
import { openKafkaDistribution } from '#topics/kafka/kafka-distribution.js';
import type { Distribution } from '#topics/port.js';
import type { Configuration } from '#configuration/configuration.js';
import { topicSettings } from '#configuration/topics.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { folder, type PartDependencies } from './part-dependencies.js';
import { allOk } from './outages.js';

/** How the client's lines about connections begin, which it writes for each attempt and each consumer. */
const CONNECTING = /^(?:Connection |Failed to connect|Crash: \w+: Connection error)/;
/** That the broker did not take user and password, for each attempt as well. */
const SIGNING_IN = /^SASL .* authentication failed/;
/** Of each answer that is an error, whatever it is: whoever asked is told, and says what it means. */
const ANSWERING = /^Response /;

/** Consumes nothing: asked how far it is, the broker shows that it answers. */
export const READINESS_GROUP = 'readiness';

/** Kafka, or the embedded topics. */
export async function openDistribution(ground: PartDependencies): Promise<Distribution> {
  const { configuration, logger, opened, outages, probes } = ground;
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
    log: (level, message, detail) => clientSays(level, message, detail),
    topics: topicSettings(configuration),
    compression: configuration.kafkaCompression,
    groups: {
      prefix: configuration.kafkaGroupPrefix,
      sessionMs: configuration.kafkaSessionMs,
      heartbeatMs: configuration.kafkaSessionMs / 10,
    },
  });
  const probe: HealthProbe = {
    name: 'kafka',
    check: async () => {
      await distribution.lag(EVENTS_TOPIC, READINESS_GROUP);
      return { ok: true, detail: 'answers' };
    },
  };
  probes.push(probe);
  const outage = outages.watch('kafka', {
    name: 'Kafka',
    where: kafkaBrokers,
    settings: 'HAWIYA_KAFKA_BROKERS, HAWIYA_KAFKA_USERNAME, HAWIYA_KAFKA_PASSWORD',
    check: allOk([probe]),
  });
  /** A line for each attempt to connect or to sign in: the part tells of it. */
  function clientSays(level: 'error' | 'warn', message: string, detail: Readonly<Record<string, unknown>>) {
    const refused = SIGNING_IN.test(message);
    if (refused || CONNECTING.test(message)) outage.failed(message, refused);
    else if (!ANSWERING.test(message)) return logger[level]({ ...detail }, `kafka: ${message}`);
    logger.debug({ ...detail }, `kafka: ${message}`);
  }
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

import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { openKafkaDistribution } from '#topics/kafka/kafka-distribution.js';
import type { Distribution, Message } from '#topics/port.js';
import { canStartKafka, startKafka } from '../services/kafka.js';
import { eventMessage } from './event-message.js';
import { percentile } from './percentile.js';
import { rate } from './rate.js';
import type { Result } from './result.js';

const BATCH = 500;
const PARTITIONS = 8;

/** Our driver beside kafkajs alone, against one broker on this machine: the same messages, batches and guarantees. */
export async function benchKafka(options: { readonly quick?: boolean } = {}): Promise<Result[]> {
  const messages = Array.from({ length: options.quick ? 5_000 : 60_000 }, (_, number) =>
    eventMessage(number),
  );
  const named = process.env['KAFKA_BROKERS'];
  if (named === undefined && !(await canStartKafka())) {
    console.error('  left out: it needs Java 17 and Maven, or KAFKA_BROKERS');
    return [];
  }
  const cluster = named === undefined ? await startKafka() : undefined;
  const brokers = cluster?.brokers ?? (named ?? '').split(',');
  const driver = openKafkaDistribution({ brokers, clientId: 'bench' });
  try {
    const rounds = options.quick ? 1 : 3;
    const measured: Rates[] = [];
    // In turns, so that neither has the warmer broker.
    for (let round = -1; round < rounds; round += 1) {
      const ours = await benchOurs(driver, `ours-${round}-${process.pid}`, messages);
      const raw = await benchRaw(brokers, `raw-${round}-${process.pid}`, messages, driver);
      if (round >= 0) measured.push({ ours, raw }); // the first warms up
    }
    const median = (of: (rates: Rates) => number) => percentile(measured.map(of), 50);
    const publish = median(({ ours }) => ours.publish);
    const consume = median(({ ours }) => ours.consume);
    const raw = { publish: median(({ raw }) => raw.publish), consume: median(({ raw }) => raw.consume) };
    return [
      { name: 'kafka.publish', value: publish, unit: 'events/s' },
      { name: 'kafka.publish.raw', value: raw.publish, unit: 'events/s' },
      ratio('kafka.publish', publish / raw.publish),
      { name: 'kafka.consume', value: consume, unit: 'events/s' },
      { name: 'kafka.consume.raw', value: raw.consume, unit: 'events/s' },
      ratio('kafka.consume', consume / raw.consume),
    ];
  } finally {
    await driver.close();
    await cluster?.dispose();
  }
}

interface Rate {
  readonly publish: number;
  readonly consume: number;
}

interface Rates {
  readonly ours: Rate;
  readonly raw: Rate;
}

const ratio = (name: string, value: number): Result => ({
  name: `${name}.ratio`,
  value,
  unit: 'x',
  target: 0.8,
  ratioTo: `${name}.raw`,
});

async function benchOurs(driver: Distribution, topic: string, messages: readonly Message[]): Promise<Rate> {
  await driver.ensureTopics([{ name: topic, partitions: PARTITIONS }]);
  const publish = await rate(messages.length, async () => {
    for (let at = 0; at < messages.length; at += BATCH)
      await driver.publish(topic, messages.slice(at, at + BATCH));
  });
  const stop = new AbortController();
  let seen = 0;
  let first = 0;
  let done = 0;
  await driver.consume({
    topic,
    group: topic,
    maxBatch: BATCH,
    signal: stop.signal,
    handle: async (batch) => {
      first ||= performance.now();
      seen += batch.messages.length;
      if (seen < messages.length) return;
      done = performance.now();
      stop.abort();
    },
  });
  return { publish, consume: (messages.length / (done - first)) * 1_000 };
}

/** At least once, as ours: idempotent, acks from all; each batch's offset is stored before the next one is handled. */
async function benchRaw(
  brokers: readonly string[],
  topic: string,
  messages: readonly Message[],
  driver: Distribution,
): Promise<Rate> {
  await driver.ensureTopics([{ name: topic, partitions: PARTITIONS }]);
  const kafka = new Kafka({ brokers: [...brokers], clientId: 'raw', logLevel: logLevel.NOTHING });
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const publish = await rate(messages.length, async () => {
    for (let at = 0; at < messages.length; at += BATCH)
      await producer.send({
        topic,
        acks: -1,
        messages: messages.slice(at, at + BATCH).map(({ key, headers, value }) => ({
          key,
          headers: { ...headers },
          value: Buffer.from(value),
        })),
      });
  });
  await producer.disconnect();
  return { publish, consume: await consumeRaw(kafka, topic, messages.length) };
}

async function consumeRaw(kafka: Kafka, topic: string, count: number): Promise<number> {
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let seen = 0;
  let first = 0;
  const done = await new Promise<number>((resolve, reject) => {
    const running = consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS,
      eachBatch: async ({ batch: { partition, messages }, resolveOffset, commitOffsetsIfNecessary }) => {
        first ||= performance.now();
        for (let at = 0; at < messages.length; at += BATCH) {
          const part = messages.slice(at, at + BATCH);
          for (const { key, headers } of part) textsOf(key, headers);
          const last = part.at(-1)?.offset ?? '0';
          seen += part.length;
          if (seen >= count) resolve(performance.now());
          resolveOffset(last);
          const partitions = [{ partition, offset: String(BigInt(last) + 1n) }];
          await commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
        }
      },
    });
    running.catch(reject);
  });
  await consumer.disconnect();
  return (count / (done - first)) * 1_000;
}

/** Whoever handles a message reads its key and headers, which come as bytes. */
function textsOf(key: Buffer | null, headers: Readonly<Record<string, unknown>> = {}): readonly string[] {
  return [String(key), ...Object.values(headers).map(String)];
}

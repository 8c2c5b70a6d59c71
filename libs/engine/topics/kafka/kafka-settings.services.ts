import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { CompressionTypes, type KafkaMessage } from 'kafkajs';
import { projectFile } from '#runtime/project-file.js';
import { javaClasses } from '#test/services/maven.js';
import type { Distribution, Message } from '../port.js';
import { message, series, startConsumer } from '../conformance/consumer.js';
import { partitionOf } from '../partitioner.js';
import { type KafkaDistributionOptions, openKafkaDistribution } from './kafka-distribution.js';
import {
  asAdmin,
  bareClient,
  configurationOf,
  DEADLINE_MS,
  fresh,
  openForTest,
  witness,
} from './testing/broker.js';

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

describe('the Kafka driver', () => {
  const opened: Distribution[] = [];
  afterAll(() => Promise.all(opened.map((distribution) => distribution.close())));
  const open = (options: Partial<KafkaDistributionOptions> = {}): Distribution => {
    const distribution = openForTest(brokers, options);
    opened.push(distribution);
    return distribution;
  };
  const topicOf = async (distribution: Distribution, partitions = 1): Promise<string> => {
    const name = fresh('settings');
    await distribution.ensureTopics([{ name, partitions }]);
    return name;
  };
  const madeByOthers = (topic: string, configuration: Readonly<Record<string, string>>) =>
    asAdmin(brokers, (admin) =>
      admin.createTopics({
        topics: [
          {
            topic,
            numPartitions: 1,
            configEntries: Object.entries(configuration).map(([name, value]) => ({ name, value })),
          },
        ],
      }),
    );

  it('is not put out by a topic that somebody else removed', async () => {
    const distribution = open();
    const [gone, kept] = [await topicOf(distribution), await topicOf(distribution)];
    await distribution.publish(kept, [message('k', '1')]);
    expect(await distribution.lag(gone, 'g')).toEqual([{ partition: 0, lag: 0n }]);
    await open().removeTopic(gone);
    expect(await distribution.lag(kept, 'g')).toEqual([{ partition: 0, lag: 1n }]);
    await expect(distribution.lag(gone, 'g')).rejects.toMatchObject({ code: 'unknown-topic' });
    expect(await distribution.lag(kept, 'g')).toEqual([{ partition: 0, lag: 1n }]);
    const consumer = startConsumer(distribution, DEADLINE_MS, { topic: kept, group: fresh('g') });
    await consumer.until(({ texts }) => texts.length === 1);
    await consumer.stop();
  });

  it.each([
    ['as they are called', undefined, ''],
    ['with a prefix before it', 'ours.', 'ours.'],
  ])('keeps what groups finished under their names, %s', async (_, prefix, before) => {
    const group = fresh('g');
    const groups = { sessionMs: 6_000, heartbeatMs: 300, ...(prefix !== undefined && { prefix }) };
    const distribution = open({ groups });
    const topic = await topicOf(distribution);
    await distribution.publish(topic, series('k', 3));
    const consumer = startConsumer(distribution, DEADLINE_MS, { topic, group });
    await consumer.until(({ texts }) => texts.length === 3);
    await consumer.stop();
    expect(await distribution.lag(topic, group)).toEqual([{ partition: 0, lag: 0n }]);
    const [stored] = await asAdmin(brokers, (admin) =>
      admin.fetchOffsets({ groupId: `${before}${group}`, topics: [topic] }),
    );
    expect(stored?.partitions).toMatchObject([{ partition: 0, offset: '3' }]);
    if (before !== '') expect(await open().lag(topic, group)).toEqual([{ partition: 0, lag: 3n }]);
  });

  describe('makes topics', () => {
    it('with the stated partitions, retention, in-sync replicas and compression', async () => {
      const topics = { retentionMs: 3_600_000, minInSyncReplicas: 1, replicas: 1 };
      const topic = await topicOf(open({ topics, compression: 'gzip' }), 5);
      expect(await configurationOf(brokers, topic)).toMatchObject({
        'retention.ms': '3600000',
        'min.insync.replicas': '1',
        'max.message.bytes': '2097152',
        'compression.type': 'gzip',
      });
      const { topics: described } = await asAdmin(brokers, (admin) =>
        admin.fetchTopicMetadata({ topics: [topic] }),
      );
      expect(described[0]?.partitions).toHaveLength(5);
    });

    it('that are kept for a week by default', async () => {
      const topic = await topicOf(open());
      expect(await configurationOf(brokers, topic)).toMatchObject({
        'retention.ms': '604800000',
        'compression.type': 'uncompressed',
      });
    });

    it('or says why it cannot', async () => {
      const making = topicOf(open({ topics: { replicas: 9 } }));
      await expect(making).rejects.toThrow(/replication.factor/i);
      await expect(making).rejects.toMatchObject({ name: 'DistributionError', code: 'unavailable' });
    });
  });

  describe('publishes', () => {
    it('with gzip what everyone can read', async () => {
      const distribution = open({ compression: 'gzip' });
      const topic = await topicOf(distribution);
      const text = 'هوية مقيم '.repeat(1_000);
      await distribution.publish(topic, [message('k', text)]);
      const [read] = await witness(brokers, topic, 1);
      expect(read?.value?.toString()).toBe(text);
      const consumer = startConsumer(distribution, DEADLINE_MS, { topic, group: fresh('g') });
      await consumer.until(({ texts }) => texts.length === 1);
      await consumer.stop();
      expect(consumer.texts).toEqual([text]);
    });

    it('to the partition that the Java producer would choose', async () => {
      const distribution = open();
      const topic = await topicOf(distribution, 8);
      const keys = ['', 'a', 'مفتاح', '6f0d7c0e-5b0a-5c57-9d0e-2a4a9d1f7b11', ...Array.from('bcdefghij')];
      await distribution.publish(
        topic,
        keys.map((key) => message(key, key)),
      );
      const consumer = startConsumer(distribution, DEADLINE_MS, { topic, group: fresh('g') });
      await consumer.until(({ texts }) => texts.length === keys.length);
      await consumer.stop();
      for (const { key, partition } of consumer.messages) expect(partition).toBe(partitionOf(key, 8));
    });

    it('calls that come while a request is under way in one request', async () => {
      const distribution = open();
      const topic = await topicOf(distribution);
      await Promise.all(series('k', 100).map((one) => distribution.publish(topic, [one])));
      expect(batchesOf(await witness(brokers, topic, 100)).size).toBeLessThanOrEqual(2);
    });

    it('calls that come within the linger time in one request', async () => {
      const distribution = open({ lingerMs: 200 });
      const topic = await topicOf(distribution);
      const calls: Promise<void>[] = [];
      for (const one of series('k', 5)) {
        calls.push(distribution.publish(topic, [one]));
        await new Promise((resolve) => setTimeout(resolve, 10)); // less than the linger time
      }
      await Promise.all(calls);
      expect(batchesOf(await witness(brokers, topic, 5)).size).toBe(1);
    });

    it('a call that is larger than a request in several, in order', async () => {
      const distribution = open();
      const topic = await topicOf(distribution);
      const filler = 'x'.repeat(400_000);
      await distribution.publish(
        topic,
        Array.from({ length: 5 }, (_, index) => message('k', `${index}${filler}`)),
      );
      const read = await witness(brokers, topic, 5);
      expect(read.map(({ value }) => String(value).slice(0, 1))).toEqual(['0', '1', '2', '3', '4']);
      expect(batchesOf(read).size).toBe(3);
    });
  });

  describe('meets a topic that takes less than it sends', () => {
    const large = (key: string): Message => message(key, 'x'.repeat(3_000));

    it('and refuses what the broker refuses, as too large, and nothing else', async () => {
      const distribution = open();
      const topic = fresh('small');
      await madeByOthers(topic, { 'max.message.bytes': '2000' });
      const outcomes = await Promise.allSettled([
        distribution.publish(topic, [message('k', 'before')]),
        distribution.publish(topic, [large('k')]),
        distribution.publish(topic, [message('k', 'after')]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(outcomes[1]).toMatchObject({ reason: { name: 'DistributionError', code: 'too-large' } });
      const read = (await witness(brokers, topic, 2)).map(({ value }) => String(value));
      expect(read).toEqual(['before', 'after']);
    });

    it('and sends a call in parts that fit', async () => {
      const distribution = open();
      const topic = fresh('small');
      await madeByOthers(topic, { 'max.message.bytes': '2000' });
      const messages = Array.from({ length: 20 }, (_, index) => message('k', `${index} ${'x'.repeat(300)}`));
      await distribution.publish(topic, messages);
      const read = (await witness(brokers, topic, 20)).map(({ value }) => Number.parseInt(String(value), 10));
      expect(read).toEqual(Array.from({ length: 20 }, (_, index) => index));
    });
  });

  it('reads what others publish: no key, no value, a header twice, gzip', async () => {
    const distribution = open();
    const topic = await topicOf(distribution);
    const producer = bareClient(brokers).producer();
    await producer.connect();
    await producer.send({
      topic,
      compression: CompressionTypes.GZIP,
      messages: [
        { value: null },
        { key: null, value: 'v', headers: { twice: ['first', 'last'], bytes: Buffer.from('b') } },
      ],
    });
    await producer.disconnect();
    const consumer = startConsumer(distribution, DEADLINE_MS, { topic, group: fresh('g') });
    await consumer.until(({ texts }) => texts.length === 2);
    await consumer.stop();
    expect(consumer.messages.map(({ key, headers }) => ({ key, headers }))).toEqual([
      { key: '', headers: {} },
      { key: '', headers: { twice: 'last', bytes: 'b' } },
    ]);
    expect(consumer.texts).toEqual(['', 'v']);
  });

  it.each(['none', 'gzip'] as const)(
    'reads every compression a Java producer has from a topic it made (kept with %s)',
    async (compression) => {
      const distribution = open({ compression });
      const topic = await topicOf(distribution, 4);
      const program = projectFile('test/services/kafka/Produce.java');
      const classes = await javaClasses('kafka');
      await promisify(execFile)('java', ['-cp', classes, program, brokers.join(','), topic]);
      const consumer = startConsumer(distribution, DEADLINE_MS, { topic, group: fresh('g') });
      await consumer.until(({ texts }) => texts.length === 5);
      await consumer.stop();
      const compressions = ['gzip', 'lz4', 'none', 'snappy', 'zstd'];
      expect([...consumer.texts].sort()).toEqual(compressions.map((name) => name.repeat(100)));
      for (const { key, partition } of consumer.messages) expect(partition).toBe(partitionOf(key, 4));
    },
  );

  it('keeps out what is small only until it is unpacked', async () => {
    const topic = await topicOf(open());
    const producer = bareClient(brokers).producer({ retry: { retries: 0 } });
    await producer.connect();
    const bomb = {
      topic,
      compression: CompressionTypes.GZIP,
      messages: [{ value: Buffer.alloc(50_000_000) }],
    };
    await expect(producer.send(bomb)).rejects.toThrow(/larger than the max/);
    await producer.disconnect();
  });

  it('goes on behind messages that were deleted before a group had finished them, and says so', async () => {
    const said: string[] = [];
    const distribution = open({ log: (_level, _message, { err }) => said.push(String(err)) });
    const topic = await topicOf(distribution);
    await distribution.publish(topic, series('k', 10));
    const group = fresh('g');
    const first = startConsumer(distribution, DEADLINE_MS, { topic, group, maxBatch: 2 });
    await first.until(({ texts }) => texts.length >= 2);
    await first.stop();
    const finished = first.texts.length;
    await distribution.publish(topic, series('k', 10, 10));
    await asAdmin(brokers, async (admin) => {
      await admin.fetchTopicOffsets(topic); // or it does not know the topic
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '15' }] });
    });
    expect(await distribution.lag(topic, group)).toEqual([{ partition: 0, lag: 5n }]);
    const second = startConsumer(distribution, DEADLINE_MS, { topic, group });
    await second.until(({ texts }) => texts.length === 5);
    await second.stop();
    expect(second.texts).toEqual(series('k', 5, 15).map(({ value }) => Buffer.from(value).toString()));
    // The client may have met it first, and stored that it begins anew in place of where the group was.
    const number = `(${15 - finished}|an unknown number of)`;
    expect(said.join()).toMatch(new RegExp(`${number} messages of ${topic}/0 were deleted before ${group}`));
  });

  it('keeps a member alive through a batch longer than its session', async () => {
    const distribution = open({ groups: { sessionMs: 1_500, heartbeatMs: 200 } });
    const topic = await topicOf(distribution);
    await distribution.publish(topic, series('k', 2));
    const consumer = startConsumer(distribution, DEADLINE_MS, {
      topic,
      group: fresh('g'),
      maxBatch: 1,
      handle: () => new Promise((resolve) => setTimeout(resolve, 2_500)), // longer than the session
    });
    await consumer.until(({ texts }) => texts.length === 2);
    await consumer.stop();
    // A member taken for dead would have got the first one again.
    expect(consumer.texts).toEqual(['k:0', 'k:1']);
  });

  it('fetches no more than a stated amount ahead of a handler that is slow', async () => {
    const distribution = open({ groups: { aheadBytes: 2_097_152 } });
    const topic = await topicOf(distribution);
    const filler = Buffer.alloc(1_000_000, 7);
    for (let number = 0; number < 40; number += 1)
      await distribution.publish(topic, [{ key: 'k', headers: {}, value: filler }]);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let begun = false;
    const before = process.memoryUsage().arrayBuffers;
    const consumer = startConsumer(distribution, DEADLINE_MS, {
      topic,
      group: fresh('g'),
      maxBatch: 1,
      handle: () => {
        begun = true;
        return held;
      },
    });
    await consumer.until(() => begun);
    await new Promise((resolve) => setTimeout(resolve, 2_000)); // for it to fetch more, if it would
    const fetched = process.memoryUsage().arrayBuffers - before;
    release();
    await consumer.until(({ messages }) => messages.length === 40);
    await consumer.stop();
    expect(fetched).toBeLessThan(20_000_000); // of 40,000,000
  });

  it('does not wake the process while nothing happens', async () => {
    const distribution = open();
    const topic = await topicOf(distribution);
    const consumer = startConsumer(distribution, DEADLINE_MS, { topic, group: fresh('g') });
    await distribution.publish(topic, series('k', 1));
    await consumer.until(({ texts }) => texts.length === 1);
    const { setTimeout: real } = globalThis;
    let timers = 0;
    globalThis.setTimeout = Object.assign((...given: Parameters<typeof real>) => {
      timers += 1;
      return real(...given);
    }, real);
    await new Promise((resolve) => real(resolve, 1_000));
    globalThis.setTimeout = real;
    await consumer.stop();
    expect(timers).toBeLessThan(50);
  });

  it('needs a broker, by name', () => {
    expect(() => openKafkaDistribution({ brokers: [], clientId: 'test' })).toThrow('no brokers are named');
  });
});

/** A record batch each. */
function batchesOf(messages: readonly KafkaMessage[]): ReadonlySet<unknown> {
  return new Set(
    messages.map((one) =>
      'batchContext' in one ? (one.batchContext as { firstOffset: string }).firstOffset : one,
    ),
  );
}

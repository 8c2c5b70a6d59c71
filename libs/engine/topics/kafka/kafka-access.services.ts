import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type KafkaCluster, startKafka } from '#test/services/kafka.js';
import { message, startConsumer } from '../conformance/consumer.js';
import type { Distribution } from '../port.js';
import type { KafkaConnection, Sasl } from './client.js';
import { DEADLINE_MS, fresh, openForTest } from './testing/broker.js';

/** A broker that listens with TLS and SASL; the plain listener beside it is for the brokers' own traffic. */
describe('a broker with TLS and SASL', () => {
  let cluster: KafkaCluster;
  let access: NonNullable<KafkaCluster['secure']>;
  beforeAll(async () => {
    cluster = await startKafka({ secure: true });
    if (cluster.secure === undefined) throw new Error('there is no secure listener');
    access = cluster.secure;
  });
  afterAll(() => cluster.dispose());

  const signIn = (mechanism: Sasl['mechanism'], password = access.password): Sasl => ({
    mechanism,
    username: access.username,
    password,
  });
  async function roundTrip(distribution: Distribution): Promise<readonly string[]> {
    const topic = fresh('secure');
    await distribution.ensureTopics([{ name: topic, partitions: 2 }]);
    await distribution.publish(topic, [message('k', '1'), message('k', '2')]);
    const consumer = startConsumer(distribution, DEADLINE_MS, { topic, group: fresh('g') });
    await consumer.until(({ texts }) => texts.length === 2);
    await consumer.stop();
    return consumer.texts;
  }
  async function using<T>(
    connection: Partial<KafkaConnection>,
    work: (distribution: Distribution) => Promise<T>,
  ): Promise<T> {
    const distribution = openForTest([access.broker], connection);
    try {
      return await work(distribution);
    } finally {
      await distribution.close();
    }
  }

  it.each(['plain', 'scram-sha-512'] as const)('takes in who is allowed (%s)', async (mechanism) => {
    const connection = { tls: { ca: access.ca }, sasl: signIn(mechanism) };
    expect(await using(connection, roundTrip)).toEqual(['1', '2']);
  });

  const refused = (connection: Partial<KafkaConnection>) =>
    using(connection, (distribution) =>
      distribution.ensureTopics([{ name: 't', partitions: 1 }]).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );

  it.each(['plain', 'scram-sha-512'] as const)('refuses a wrong password (%s)', async (mechanism) => {
    const connection = { tls: { ca: access.ca }, sasl: signIn(mechanism, 'wrong-password') };
    const error = await refused(connection);
    expect(error).toMatchObject({ name: 'DistributionError', code: 'unavailable' });
    expect(String(error)).toMatch(/authentication/i);
    expect(String(error)).not.toContain('wrong-password');
  });

  it('is refused itself if nobody vouches for its certificate', async () => {
    const error = await refused({ tls: true, sasl: signIn('plain') });
    expect(error).toMatchObject({ name: 'DistributionError', code: 'unavailable' });
    expect(String(error)).toMatch(/self-signed certificate/);
  });

  it.each([
    ['TLS', () => ({ sasl: signIn('plain') })],
    ['signing in', () => ({ tls: { ca: access.ca } })],
  ])('does not let in who comes without %s', async (_, connection) => {
    expect(await refused(connection())).toMatchObject({ name: 'DistributionError', code: 'unavailable' });
  });

  it('keeps what is published with gzip in fewer bytes', async () => {
    const topic = fresh('zipped');
    const connection = { tls: { ca: access.ca }, sasl: signIn('plain'), compression: 'gzip' } as const;
    await using(connection, async (distribution) => {
      await distribution.ensureTopics([{ name: topic, partitions: 1 }]);
      await distribution.publish(topic, [message('k', 'هوية مقيم '.repeat(10_000))]);
    });
    const log = join(cluster.nodes[0].data, `${topic}-0`, '00000000000000000000.log');
    expect((await stat(log)).size).toBeLessThan(5_000); // of 180,000
  });
});

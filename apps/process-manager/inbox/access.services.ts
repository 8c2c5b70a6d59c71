import { isDeepStrictEqual } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kafkaAcls } from '#apps/composition/kafka-acls.js';
import { DEAD_FACTS_TOPIC, factsTopicOf, LEGACY_FACTS_TOPIC } from '#contracts/topics.js';
import { startConsumer } from '#topics/conformance/consumer.js';
import { refusalOf } from '#topics/kafka/failure.js';
import { DEADLINE_MS, openForTest } from '#topics/kafka/testing/broker.js';
import type { Distribution } from '#topics/port.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { streams } from '#use-cases/streams.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '#use-cases/testing/resident.js';
import { type KafkaCluster, startKafka } from '#test/services/kafka.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { LEGACY_INBOX } from './facts-topics.js';
import { migrateTopics } from '../migrate-topics.js';
import { BackOffice } from '../testing/back-office.js';

const ACCOUNTS = [
  'passports',
  'labour',
  'stranger',
  'hawiya-process-manager',
  'hawiya-migrate',
  'hawiya-operator',
] as const;
type Account = (typeof ACCOUNTS)[number];

const PREFIX = 'test.';

/** A broker that lets nobody do anything but what `hawiya migrate --access-list` prints. */
describe('facts on a broker with an access list', () => {
  const folder = temporaryFolders();
  const opened: Distribution[] = [];
  let cluster: KafkaCluster;
  let admin: Distribution;

  beforeAll(async () => {
    cluster = await startKafka({ secure: true, accounts: ACCOUNTS });
    const configuration = readConfiguration({ HAWIYA_KAFKA_GROUP_PREFIX: PREFIX });
    const [broker = ''] = cluster.brokers;
    // What is printed is what is run, but for how the administrator signs in.
    const commands = kafkaAcls(broker, configuration, true).filter((line) => !line.startsWith('#'));
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) {
      const [program, ...args] = command.replace(' --command-config admin.properties', '').split(' ');
      expect(program).toBe('kafka-acls');
      await cluster.command('org.apache.kafka.tools.AclCommand', args);
    }
    admin = open();
  }, 300_000);
  afterAll(async () => {
    await Promise.all(opened.map((distribution) => distribution.close()));
    await cluster.dispose();
  });

  /** As somebody who signs in; by default past the access list. */
  function open(as?: Account): Distribution {
    const { brokers, secure } = cluster;
    if (secure === undefined) throw new Error('there is no secure listener');
    const groups = { sessionMs: 6_000, heartbeatMs: 300, prefix: PREFIX };
    const sasl = { mechanism: 'plain', username: as ?? '', password: secure.password } as const;
    const distribution =
      as === undefined
        ? openForTest(brokers, { groups })
        : openForTest([secure.broker], { groups, tls: { ca: secure.ca }, sasl });
    opened.push(distribution);
    return distribution;
  }

  const told = (id: string, source: string, type: string, data: object) => ({
    key: `iqama:${iqamaNumber(1)}`,
    headers: { 'content-type': 'application/cloudevents+json' },
    value: Buffer.from(
      JSON.stringify({
        specversion: '1.0',
        type: `hawiya.fact.${type}.v1`,
        source,
        id,
        time: '2026-02-01T09:00:00Z',
        subject: `iqama:${iqamaNumber(1)}`,
        data,
      }),
    ),
  });
  const absence = (id: string, source = '/labour') =>
    told(id, source, 'absence-reported', { reportId: id, graceUntil: '2026-04-30T21:00:00Z' });
  const linked = (id: string) => told(id, '/passports', 'passport-linked', { number: 'L898902C3' });
  /** As a program of somebody else would. @returns what the broker called it, if it refused */
  async function publishing(as: Account, topic: string, message: ReturnType<typeof told>) {
    const { secure } = cluster;
    if (secure === undefined) throw new Error('there is no secure listener');
    const kafka = new Kafka({
      brokers: [secure.broker],
      clientId: as,
      ssl: { ca: secure.ca },
      sasl: { mechanism: 'plain', username: as, password: secure.password },
      logLevel: logLevel.NOTHING,
      retry: { retries: 2 },
    });
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    try {
      await producer.send({ topic, messages: [message] });
      return 'taken';
    } catch (error) {
      return refusalOf(error);
    } finally {
      await producer.disconnect();
    }
  }

  it('makes the topics as who migrates, leaves the first release’s, and removes it when it is empty', async () => {
    await admin.ensureTopics([{ name: LEGACY_FACTS_TOPIC, partitions: 2 }]);
    await admin.publish(LEGACY_FACTS_TOPIC, [absence('L-1'), absence('L-2')]);
    const { topic, group } = LEGACY_INBOX;
    // The first release took one of them in.
    const former = startConsumer(admin, DEADLINE_MS, { topic, group, maxBatch: 1 });
    await former.until(({ texts }) => texts.length >= 1);
    await former.stop();

    const first = await migrateTopics(open('hawiya-migrate'), 2);
    expect(first.made).toContain(factsTopicOf('labour'));
    expect(['waited for', 'kept']).toContain(first.legacy.is);

    const back = await BackOffice.open(await folder(), open('hawiya-process-manager'));
    const file = async () => back.office.log.history(streams.resident(new Resident(back.office, 1).subject));
    try {
      await back.start();
      await eventually(async () => (await admin.lag(topic, group)).every(({ lag }) => lag === 0n), {
        deadlineMs: DEADLINE_MS,
        what: 'the old topic being read',
      });
      expect((await file()).length).toBe(2 - former.texts.length);
      expect(await migrateTopics(open('hawiya-migrate'), 2)).toEqual({ made: [], legacy: { is: 'removed' } });
      expect(await admin.hasTopic(topic)).toBe(false);
      // Who read it goes on with the others.
      await publishing('labour', factsTopicOf('labour'), absence('N-1'));
      await eventually(async () => (await file()).length === 3 - former.texts.length, {
        deadlineMs: DEADLINE_MS,
        what: 'a fact on the new topic',
      });
    } finally {
      await back.close();
    }
  });

  it('lets a service write to its own topic and to no other', async () => {
    await migrateTopics(admin, 2);
    expect(await publishing('passports', factsTopicOf('passports'), linked('P-1'))).toBe('taken');
    expect(await publishing('labour', factsTopicOf('labour'), absence('A-1'))).toBe('taken');
    for (const [as, topic] of [
      ['passports', factsTopicOf('labour')],
      ['labour', factsTopicOf('passports')],
      ['passports', DEAD_FACTS_TOPIC],
      ['stranger', factsTopicOf('passports')],
    ] as const)
      expect([as, topic, await publishing(as, topic, linked('P-2'))]).toEqual([
        as,
        topic,
        'TOPIC_AUTHORIZATION_FAILED',
      ]);
  });

  it('lets nobody but the service itself read what a service tells', async () => {
    await migrateTopics(admin, 2);
    for (const as of ['passports', 'labour', 'hawiya-operator', 'stranger'] as const)
      await expect(open(as).lag(factsTopicOf('passports'), 'facts-intake.passports')).rejects.toMatchObject({
        name: 'DistributionError',
      });
  });

  it('puts aside, with the reason, what a service tells that is another’s; its own is taken in', async () => {
    await migrateTopics(admin, 2);
    const back = await BackOffice.open(await folder(), open('hawiya-process-manager'));
    try {
      await back.start();
      await publishing('passports', factsTopicOf('passports'), absence('X-1'));
      await publishing('passports', factsTopicOf('passports'), absence('X-2', '/passports'));
      await publishing('passports', factsTopicOf('passports'), linked('P-3'));
      const dead = startConsumer(admin, DEADLINE_MS, { topic: DEAD_FACTS_TOPIC, group: 'operator' });
      await dead.until(({ texts }) => texts.length >= 2);
      await dead.stop();
      expect(dead.messages.map(({ headers }) => headers['hawiya-reason'])).toEqual([
        '/labour X-1: fact-not-yours (who speaks on this topic is /passports: the source is that, or a path under it)',
        '/passports X-2: fact-not-yours (facts of this kind are told by labour, on hawiya.facts.labour.v1)',
      ]);
      const file = async () =>
        back.office.log.history(streams.resident(new Resident(back.office, 1).subject));
      await eventually(
        async () =>
          (await file()).some(
            ({ event: { personal } }) =>
              typeof personal === 'object' &&
              'toldAs' in personal &&
              isDeepStrictEqual(personal.toldAs, { source: '/passports', id: 'P-3' }),
          ),
        { deadlineMs: DEADLINE_MS, what: 'the fact of passports' },
      );
    } finally {
      await back.close();
    }
  });
});

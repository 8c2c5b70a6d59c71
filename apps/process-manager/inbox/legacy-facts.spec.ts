import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  DEAD_FACTS_TOPIC,
  FACTS_TOPICS,
  LEGACY_FACTS_TOPIC,
  REQUESTS_TOPICS,
  topicsWith,
} from '#contracts/topics.js';
import { startConsumer } from '#topics/conformance/consumer.js';
import { streams } from '#use-cases/streams.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '#use-cases/testing/resident.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { LEGACY_INBOX } from './facts-topics.js';
import { migrateTopics } from '../migrate-topics.js';
import { BackOffice, PATIENCE } from '../testing/back-office.js';

jest.setTimeout(PATIENCE.deadlineMs * 2);

describe('the topic all services wrote to in the first release', () => {
  const folder = temporaryFolders();
  let back: BackOffice;
  beforeEach(async () => {
    back = await BackOffice.open(await folder());
  });
  afterEach(() => back.close());

  const settled = (id: string, source = '/traffic') => ({
    key: 'resident',
    headers: { 'content-type': 'application/cloudevents+json' },
    value: Buffer.from(
      JSON.stringify({
        specversion: '1.0',
        type: 'hawiya.fact.violation-recorded.v1',
        source,
        id,
        time: '2026-02-01T09:00:00Z',
        subject: `iqama:${iqamaNumber(1)}`,
        data: { violationId: id, amount: 30_000 },
      }),
    ),
  });
  const file = async () => back.office.log.history(streams.resident(new Resident(back.office, 1).subject));
  /** As the first release left it: one fact taken in, and more behind it. */
  const firstRelease = async (...waiting: readonly ReturnType<typeof settled>[]) => {
    const { distribution } = back;
    await distribution.ensureTopics([{ name: LEGACY_FACTS_TOPIC, partitions: 1 }]);
    await distribution.publish(LEGACY_FACTS_TOPIC, [settled('done before')]);
    const { group, topic } = LEGACY_INBOX;
    const former = startConsumer(distribution, PATIENCE.deadlineMs, { topic, group });
    await former.until(({ texts }) => texts.length === 1);
    await former.stop();
    await distribution.publish(LEGACY_FACTS_TOPIC, waiting);
  };

  it('goes on where its group was, is held to the source each fact claims, and says that it is legacy', async () => {
    await firstRelease(settled('1'), settled('2', '/labour'), settled('3', 'traffic'));
    await back.start();
    await back.settle();
    expect((await file()).map(({ event }) => event)).toMatchObject([
      { data: { source: '/traffic' }, personal: { toldAs: { source: '/traffic', id: '1' } } },
    ]);
    const dead = startConsumer(back.distribution, PATIENCE.deadlineMs, {
      topic: DEAD_FACTS_TOPIC,
      group: 'operator',
    });
    await dead.until(({ texts }) => texts.length === 2);
    await dead.stop();
    expect(dead.messages.map(({ headers }) => headers['hawiya-reason'])).toEqual([
      '/labour 2: fact-not-yours (facts of this kind are told by traffic, on hawiya.facts.traffic.v1)',
      'traffic 3: fact-not-yours (the source is the name of a service, as in /labour)',
    ]);
    expect(back.lines.join('')).toMatch(/inbox: legacy/);
  });

  it('is removed when it is empty and the services have other topics; its consumers end, and begin again should it come again', async () => {
    const { distribution } = back;
    await firstRelease(settled('1'));
    const made = topicsWith(2).map(({ name }) => name);
    expect(await migrateTopics(distribution, 2)).toEqual({ made, legacy: { is: 'waited for', waiting: 1n } });
    expect(await migrateTopics(distribution, 2)).toEqual({
      made: [],
      legacy: { is: 'waited for', waiting: 1n },
    });

    const manager = await back.start();
    await back.settle();
    await back.stop(manager);
    expect(await migrateTopics(distribution, 2)).toEqual({ made: [], legacy: { is: 'removed' } });
    expect(await distribution.hasTopic(LEGACY_FACTS_TOPIC)).toBe(false);
    expect(await migrateTopics(distribution, 2)).toEqual({ made: [], legacy: { is: 'absent' } });

    await back.start();
    await distribution.ensureTopics([{ name: LEGACY_FACTS_TOPIC, partitions: 1 }]);
    await distribution.publish(LEGACY_FACTS_TOPIC, [settled('2')]);
    await eventually(async () => (await file()).length === 2, { ...PATIENCE, what: 'the fact' });
  });

  it('is not removed by whoever makes the other topics: nobody can have moved yet', async () => {
    await firstRelease();
    const { made, legacy } = await migrateTopics(back.distribution, 1);
    expect([made.length, legacy]).toEqual([FACTS_TOPICS.length + REQUESTS_TOPICS.length + 2, { is: 'kept' }]);
    expect(await migrateTopics(back.distribution, 1)).toMatchObject({ legacy: { is: 'removed' } });
  });
});

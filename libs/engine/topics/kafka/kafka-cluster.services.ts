import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type KafkaCluster, startKafka } from '#test/services/kafka.js';
import { eventually } from '#test/support/eventually.js';
import type { Distribution } from '../port.js';
import { asAdmin, DEADLINE_MS, fresh, openForTest } from './testing/broker.js';
import { startLoad, startMember, Witnessed } from './testing/load.js';

describe('three brokers, two of which have to have every message', () => {
  let cluster: KafkaCluster;
  let distribution: Distribution;
  const topic = fresh('replicated');
  beforeAll(async () => {
    cluster = await startKafka({ nodes: 3 });
    distribution = openForTest(cluster.brokers, { topics: { replicas: 3, minInSyncReplicas: 2 } });
    await distribution.ensureTopics([{ name: topic, partitions: 6 }]);
  });
  afterAll(async () => {
    await distribution.close();
    await cluster.dispose();
  });

  const inSync = async (): Promise<readonly number[]> => {
    const { topics } = await asAdmin(cluster.brokers, (admin) =>
      admin.fetchTopicMetadata({ topics: [topic] }),
    );
    return (topics[0]?.partitions ?? []).map(({ isr }) => isr.length);
  };

  it('lose nothing acknowledged and no order when one after the other is killed', async () => {
    const group = fresh('group');
    const load = startLoad(distribution, topic);
    const witnessed = new Witnessed();
    const members = [0, 1].map(() =>
      startMember(distribution, { topic, group, handle: async (batch) => witnessed.note(batch) }),
    );
    await load.more(500);
    for (const node of cluster.nodes.slice(0, 2)) {
      await node.kill();
      await load.more(500); // by the two that are left
      await node.start();
      await eventually(async () => (await inSync()).every((copies) => copies === 3), {
        deadlineMs: DEADLINE_MS,
      });
    }
    await load.more(500);
    await load.stop();
    await witnessed.until(load);
    expect(witnessed.gaps).toEqual([]);
    await eventually(async () => (await distribution.lag(topic, group)).every(({ lag }) => lag === 0n), {
      deadlineMs: DEADLINE_MS,
      what: 'the lag being gone',
    });
    await Promise.all(members.map((one) => one.stop()));
  });
});

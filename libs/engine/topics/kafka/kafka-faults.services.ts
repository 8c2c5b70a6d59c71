import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type KafkaCluster, startKafka } from '#test/services/kafka.js';
import { eventually } from '#test/support/eventually.js';
import { message, series, startConsumer } from '../conformance/consumer.js';
import type { Batch, Distribution } from '../port.js';
import { DEADLINE_MS, fresh, openForTest } from './testing/broker.js';
import { startLoad, startMember, Witnessed } from './testing/load.js';

const SESSION_MS = 2_000;

describe('nothing acknowledged is lost and every key keeps its order', () => {
  let cluster: KafkaCluster;
  let distribution: Distribution;
  let topic: string;
  let group: string;
  beforeAll(async () => {
    cluster = await startKafka();
  });
  afterAll(() => cluster.dispose());
  beforeEach(async () => {
    distribution = openForTest(cluster.brokers, {
      backOff: { firstMs: 20, capMs: 500 },
      groups: { sessionMs: SESSION_MS, heartbeatMs: 200 },
    });
    [topic, group] = [fresh('faults'), fresh('group')];
    await distribution.ensureTopics([{ name: topic, partitions: 4 }]);
  });
  afterEach(() => distribution.close());

  /** A member that notes what it was given; `handle` may do something with it before. */
  const member = (witnessed: Witnessed, handle: (batch: Batch) => Promise<void> = async () => {}) =>
    startMember(distribution, {
      topic,
      group,
      handle: async (batch) => {
        await handle(batch);
        witnessed.note(batch);
      },
    });

  async function holds(witnessed: Witnessed, load: ReturnType<typeof startLoad>): Promise<void> {
    await load.stop();
    await witnessed.until(load);
    expect(witnessed.gaps).toEqual([]);
    await eventually(async () => (await distribution.lag(topic, group)).every(({ lag }) => lag === 0n), {
      deadlineMs: DEADLINE_MS,
      what: 'the lag being gone',
    });
  }

  it('when the broker is killed and comes back, twice', async () => {
    const [broker] = cluster.nodes;
    const load = startLoad(distribution, topic);
    const witnessed = new Witnessed();
    const members = [member(witnessed), member(witnessed)];
    for (let kill = 0; kill < 2; kill += 1) {
      await load.more(500);
      await broker.kill();
      await broker.start();
    }
    await load.more(500);
    await holds(witnessed, load);
    await Promise.all(members.map((one) => one.stop()));
  });

  it('when the broker is away longer than the client tries', async () => {
    const [broker] = cluster.nodes;
    const load = startLoad(distribution, topic);
    const witnessed = new Witnessed();
    const one = member(witnessed);
    await load.more(500);
    await broker.kill();
    await eventually(() => load.rejections.length >= 3, {
      deadlineMs: DEADLINE_MS,
      what: 'the client giving up',
    });
    for (const rejection of load.rejections) expect(rejection).toMatchObject({ code: 'unavailable' });
    await broker.start();
    await load.more(500);
    await holds(witnessed, load);
    await one.stop();
  });

  it('when the broker stands still longer than a session', async () => {
    const [broker] = cluster.nodes;
    const load = startLoad(distribution, topic);
    const witnessed = new Witnessed();
    const one = member(witnessed);
    await load.more(500);
    broker.freeze();
    await wait(2 * SESSION_MS);
    broker.thaw();
    await load.more(500);
    await holds(witnessed, load);
    await one.stop();
  });

  it('when members come and go every second', async () => {
    const load = startLoad(distribution, topic);
    const witnessed = new Witnessed();
    const staying = member(witnessed);
    await load.more(200);
    for (let second = 0; second < 6; second += 1) {
      const others = [member(witnessed), member(witnessed)];
      await wait(1_000);
      await Promise.all(others.map((one) => one.stop()));
    }
    await holds(witnessed, load);
    await staying.stop();
  });

  it('when handlers fail, while members come and go', async () => {
    const load = startLoad(distribution, topic);
    const witnessed = new Witnessed();
    let batches = 0;
    const failing = async () => {
      batches += 1;
      if (batches % 5 === 0) throw new Error('every fifth');
    };
    const staying = member(witnessed, failing);
    for (let round = 0; round < 3; round += 1) {
      const other = member(witnessed, failing);
      await load.more(300);
      await other.stop();
    }
    await holds(witnessed, load);
    expect(batches).toBeGreaterThan(5);
    await staying.stop();
  });

  it('and a slow group holds no fast one back', async () => {
    const load = startLoad(distribution, topic);
    let handled = 0;
    const slow = startMember(distribution, {
      topic,
      group: fresh('slow'),
      maxBatch: 1,
      handle: async () => {
        handled += 1;
        await wait(200);
      },
    });
    await eventually(() => handled > 0, { deadlineMs: DEADLINE_MS });
    const witnessed = new Witnessed();
    const fast = member(witnessed);
    await load.more(2_000);
    await holds(witnessed, load);
    expect(handled).toBeLessThan(1_000);
    await Promise.all([slow.stop(), fast.stop()]);
  });

  it('and who lost a partition stores no offset of it', async () => {
    const [first, second] = [new Map<number, string[]>(), new Map<number, string[]>()];
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const noteIn = (map: Map<number, string[]>, { partition, messages }: Batch) =>
      map.set(partition, [
        ...(map.get(partition) ?? []),
        ...messages.map(({ value }) => Buffer.from(value).toString()),
      ]);
    await distribution.publish(
      topic,
      Array.from({ length: 40 }, (_, key) => message(`key-${key}`, '1')),
    );
    const losing = startMember(distribution, {
      topic,
      group,
      handle: async (batch) => {
        noteIn(first, batch);
        await held;
      },
    });
    // It has a batch of every partition in hand.
    await eventually(() => first.size === 4, { deadlineMs: DEADLINE_MS });
    const gaining = startMember(distribution, {
      topic,
      group,
      handle: async (batch) => void noteIn(second, batch),
    });
    await eventually(() => second.size === 2, { deadlineMs: DEADLINE_MS });
    const lost = [...second.keys()];
    const lagOf = async () =>
      (await distribution.lag(topic, group))
        .filter(({ lag }) => lag === 0n)
        .map(({ partition }) => partition);
    // Given again to the new owner, and finished by it; those that stayed are still in hand.
    for (const partition of lost) expect(second.get(partition)).toEqual(first.get(partition));
    await eventually(async () => (await lagOf()).length === 2, { deadlineMs: DEADLINE_MS });
    expect(await lagOf()).toEqual(lost.sort((a, b) => a - b));
    await distribution.publish(
      topic,
      Array.from({ length: 40 }, (_, key) => message(`key-${key}`, '2')),
    );
    await eventually(() => lost.every((partition) => second.get(partition)?.includes('2') === true));
    await eventually(async () => (await lagOf()).length === 2, { deadlineMs: DEADLINE_MS });
    release();
    // Those that stayed were not interrupted: they are finished, and not given again.
    await eventually(async () => (await lagOf()).length === 4, { deadlineMs: DEADLINE_MS });
    await Promise.all([losing.stop(), gaining.stop()]);
    expect((await distribution.lag(topic, group)).map(({ lag }) => lag)).toEqual([0n, 0n, 0n, 0n]);
    const kept = [...first.keys()].filter((partition) => !lost.includes(partition));
    for (const partition of kept) {
      const once = first.get(partition)?.filter((value) => value === '1').length;
      expect(first.get(partition)).toHaveLength(2 * (once ?? 0));
    }
  });

  it('and who consumes ends when told to, and begins, with the broker away', async () => {
    const [broker] = cluster.nodes;
    const ending = openForTest(cluster.brokers);
    const before = startConsumer(ending, DEADLINE_MS, { topic, group });
    await distribution.publish(topic, series('k', 3));
    await before.until(({ texts }) => texts.length === 3);
    await broker.kill();
    await ending.close();
    await before.consuming;
    const beginning = openForTest(cluster.brokers);
    const after = startConsumer(beginning, DEADLINE_MS, { topic, group });
    const ensured = beginning.ensureTopics([{ name: topic, partitions: 4 }]);
    await expect(ensured).rejects.toMatchObject({ name: 'DistributionError', code: 'unavailable' });
    await broker.start();
    await distribution.publish(topic, series('k', 3, 3));
    await after.until(({ texts }) => texts.includes('k:5'));
    await beginning.close();
  });
});

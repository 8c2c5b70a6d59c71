import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { series, startConsumer } from '../conformance/consumer.js';
import type { Distribution } from '../port.js';
import { openEmbeddedDistribution } from './embedded-distribution.js';

describe('retention, of 10 messages in a partition', () => {
  const folder = temporaryFolders();

  async function open(path: string): Promise<Distribution> {
    const distribution = await openEmbeddedDistribution({ path, retention: { messagesPerPartition: 10 } });
    await distribution.ensureTopics([{ name: 't', partitions: 1 }]);
    return distribution;
  }

  /** What a group that was never there before would see. */
  const kept = async (distribution: Distribution) => (await distribution.lag('t', 'somebody-new'))[0]?.lag;

  async function consumeAll(
    distribution: Distribution,
    group: string,
    count: number,
  ): Promise<readonly string[]> {
    const consumer = startConsumer(distribution, 5_000, { topic: 't', group });
    await consumer.until(({ texts }) => texts.length >= count);
    await consumer.stop();
    return consumer.texts;
  }

  it('keeps the tenth and deletes the eleventh, once the group has finished it', async () => {
    const distribution = await open(await folder());
    await distribution.publish('t', series('k', 10));
    await consumeAll(distribution, 'g', 10);
    expect(await kept(distribution)).toBe(10n);
    await distribution.publish('t', series('k', 1, 10));
    await eventually(async () => (await kept(distribution)) === 10n);
    expect((await consumeAll(distribution, 'g2', 10))[0]).toBe('k:1');
    await distribution.close();
  });

  it('waits for the slowest group it knows, and for the first one', async () => {
    const path = await folder();
    let distribution = await open(path);
    await distribution.publish('t', series('k', 25));
    expect(await kept(distribution)).toBe(25n);
    const slow = startConsumer(distribution, 5_000, {
      topic: 't',
      group: 'slow',
      maxBatch: 1,
      handle: ({ messages }) =>
        messages[0].offset < 5n ? Promise.resolve() : Promise.reject(new Error('stuck')),
    });
    await slow.until(({ texts }) => texts.length === 5);
    await slow.stop();
    await consumeAll(distribution, 'fast', 20);
    await eventually(async () => (await kept(distribution)) === 20n);
    await distribution.close();

    distribution = await open(path);
    expect(await kept(distribution)).toBe(20n);
    expect((await consumeAll(distribution, 'slow', 20))[0]).toBe('k:5');
    await eventually(async () => (await kept(distribution)) === 10n);
    await distribution.close();

    distribution = await open(path);
    await distribution.publish('t', series('k', 1, 25));
    expect(await consumeAll(distribution, 'slow', 1)).toEqual(['k:25']);
    await distribution.close();
  });
});

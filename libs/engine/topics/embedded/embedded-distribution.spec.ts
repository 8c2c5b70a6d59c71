import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { startConsumer, series } from '../conformance/consumer.js';
import { distributionConformance } from '../conformance/distribution.conformance.js';
import type { Opened } from '../conformance/fixture.js';
import { openEmbeddedDistribution } from './embedded-distribution.js';

const backOff = { firstMs: 2, capMs: 10 };

describe('the embedded distribution', () => {
  const folder = temporaryFolders();

  async function open(path: string): Promise<Opened> {
    const distribution = await openEmbeddedDistribution({ path, backOff });
    return {
      distribution,
      reopen: async () => {
        await distribution.close();
        return open(path);
      },
      dispose: () => distribution.close(),
    };
  }

  distributionConformance('embedded', {
    deadlineMs: 5_000,
    denseOffsets: true,
    open: async () => open(await folder()),
  });

  it('leaves no timer behind while it waits for messages: nothing polls', async () => {
    const distribution = await openEmbeddedDistribution({ path: await folder() });
    await distribution.ensureTopics([{ name: 't', partitions: 4 }]);
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const consumer = startConsumer(distribution, 1_000, { topic: 't', group: 'g' });
    await distribution.publish('t', series('k', 3));
    await consumer.until(({ texts }) => texts.length === 3);
    // Fewer is well: a timer of the test's own surroundings may end meanwhile.
    expect(timers()).toBeLessThanOrEqual(before);
    await distribution.close();
  });

  it('gives no more than 8 MiB at a time, and one message however large', async () => {
    const distribution = await openEmbeddedDistribution({ path: await folder() });
    await distribution.ensureTopics([{ name: 't', partitions: 1 }]);
    const large = { key: 'k', headers: {}, value: new Uint8Array(1_000_000) };
    await distribution.publish(
      't',
      Array.from({ length: 10 }, () => large),
    );
    const consumer = startConsumer(distribution, 5_000, { topic: 't', group: 'g' });
    await consumer.until(({ messages }) => messages.length === 10);
    await distribution.close();
    expect(consumer.batches.map(({ messages }) => messages.length)).toEqual([8, 2]);
  });

  it('refuses a folder it cannot use, with the reason', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, '');
    await expect(openEmbeddedDistribution({ path: join(file, 'topics') })).rejects.toMatchObject({
      name: 'DistributionError',
      code: 'unavailable',
    });
  });

  it('keeps at least one message', async () => {
    for (const messagesPerPartition of [0, -1, 1.5]) {
      const opening = openEmbeddedDistribution({ path: await folder(), retention: { messagesPerPartition } });
      await expect(opening).rejects.toMatchObject({ code: 'invalid' });
    }
  });
});

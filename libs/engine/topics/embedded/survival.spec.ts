import { describe, expect, it } from '@jest/globals';
import { startChild } from '#test/support/child.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { startConsumer } from '../conformance/consumer.js';
import { openEmbeddedDistribution } from './embedded-distribution.js';

const CHILD = new URL('../../../../test/support/children/distribution.ts', import.meta.url);
const FULL = new URL('../../../../test/support/children/full-topics.ts', import.meta.url);

describe('a process that is killed while it publishes and consumes', () => {
  const folder = temporaryFolders();

  it('leaves every message it was promised, once and in order, and no offset past an unfinished batch', async () => {
    const path = await folder();
    const acked: number[] = [];
    const done = new Map<number, bigint>();
    for (const round of [0, 1]) {
      const child = startChild(CHILD, [path, String(round * 1_000_000)]);
      await child.sees(/acked \d*99\b/);
      child.kill();
      expect(await child.ended).toBe('SIGKILL');
      for (const [verb, ...numbers] of child.lines.map((line) => line.split(' '))) {
        if (verb === 'acked') acked.push(...numbers.map(Number));
        else done.set(Number(numbers[0]), BigInt(numbers[1] ?? 0));
      }
    }

    const distribution = await openEmbeddedDistribution({ path });
    const lags = await distribution.lag('t', 'g');
    const all = startConsumer(distribution, 5_000, { topic: 't', group: 'afterwards' });
    await all.until(({ batches }) => new Set(batches.map(({ partition }) => partition)).size === 4);
    await all.until(({ texts }) => acked.every((number) => texts.includes(String(number))));
    await all.until(({ batches }) => lastOf(batches, (batch) => batch.behind === 0n) === 4);
    await distribution.close();

    expect(new Set(all.texts).size).toBe(all.texts.length);
    for (const { partition, lag } of lags) {
      const offsets = all.messages.filter((one) => one.partition === partition).map(({ offset }) => offset);
      expect(offsets).toEqual(offsets.map((_, index) => BigInt(index)));
      const finished = BigInt(offsets.length) - lag;
      expect(finished).toBeLessThanOrEqual((done.get(partition) ?? -1n) + 1n);
      expect(finished).toBeGreaterThan(0n);
    }
  }, 20_000);
});

describe('a process whose disk is full', () => {
  const folder = temporaryFolders();

  it('is told so, keeps what was acknowledged, and goes on reading', async () => {
    const path = await folder();
    const child = startChild(FULL, [path], {}, { largestFileKiB: 2_000, stderr: 'ignore' });
    expect(await child.ended).toBe(0);
    const acked = child.lines.filter((line) => line.startsWith('acked')).length;
    expect(acked).toBeGreaterThan(3);
    expect(child.lines.slice(acked)).toEqual(['failed unavailable', `read ${acked}`, 'closed']);
    const distribution = await openEmbeddedDistribution({ path });
    expect(await distribution.lag('t', 'afterwards')).toEqual([{ partition: 0, lag: BigInt(acked) }]);
    await distribution.close();
  }, 20_000);
});

/** In how many partitions the last batch was so. */
function lastOf<B extends { readonly partition: number }>(
  batches: readonly B[],
  so: (batch: B) => boolean,
): number {
  const last = new Map(batches.map((batch) => [batch.partition, batch]));
  return [...last.values()].filter(so).length;
}

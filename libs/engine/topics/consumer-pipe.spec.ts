import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { RecentFailures } from '#event-sourcing/recent-failures.js';
import { createLogger } from '#runtime/logging/logger.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { ConsumerFigures } from './consumer-figures.js';
import { ConsumerPipe } from './consumer-pipe.js';
import { openEmbeddedDistribution } from './embedded/embedded-distribution.js';
import type { Batch } from './port.js';

describe('the pipe of a consumer', () => {
  const folder = temporaryFolders();

  it('has a batch that fails come again, says so in metrics, in the log and in readiness, and commits it once done', async () => {
    const distribution = await openEmbeddedDistribution({ path: await folder() });
    await distribution.ensureTopics([{ name: 't', partitions: 1 }]);
    await distribution.publish('t', [{ key: 'k', headers: {}, value: new Uint8Array([1]) }]);
    const lines: string[] = [];
    const registry = new Registry();
    const failures = new RecentFailures(0);
    const consumers = new Map([['mine', { topic: 't', group: 'g' }]]);
    const pipe = new ConsumerPipe({
      distribution,
      figures: new ConsumerFigures(registry, distribution, { stage: 'stage', label: 'of', consumers }),
      failures,
      logger: createLogger({ level: 'error', format: 'json' }, { write: (line) => lines.push(line) }),
      stage: 'stage',
    });
    const batches: Batch[] = [];
    const whileFailing: (readonly string[])[] = [];
    const handle = async (batch: Batch) => {
      batches.push(batch);
      whileFailing.push(failures.recent());
      if (batches.length === 1) throw new Error('not today');
    };
    const stop = new AbortController();
    const running = pipe.run(
      { topic: 't', group: 'g', name: 'mine', line: { model: 'm' }, handle },
      stop.signal,
    );
    try {
      await eventually(async () => (await distribution.lag('t', 'g')).every(({ lag }) => lag === 0n));
    } finally {
      stop.abort();
      await running;
      await distribution.close();
    }
    expect(batches.map(({ messages }) => messages[0].offset)).toEqual([0n, 0n]);
    expect(whileFailing).toEqual([[], [expect.stringMatching(/^mine\/0: /)]]);
    expect(failures.recent()).toEqual([]);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ msg: 'stage: batch failed and will be repeated', model: 'm', offset: '0' }),
    ]);
    expect(await registry.metrics()).toContain('hawiya_stage_batch_failures_total{of="mine"} 1');
  });
});

import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { ConsumerFigures } from './consumer-figures.js';
import { openEmbeddedDistribution } from './embedded/embedded-distribution.js';

describe("a consumer's figures", () => {
  const folder = temporaryFolders();

  it('tell how far each partition is behind, since when, and what became of its batches', async () => {
    const distribution = await openEmbeddedDistribution({ path: await folder() });
    await distribution.ensureTopics([{ name: 't', partitions: 1 }]);
    const registry = new Registry();
    const figures = new ConsumerFigures(registry, distribution, {
      stage: 'test',
      label: 'model',
      consumers: new Map([
        ['m', { topic: 't', group: 'g' }],
        ['former', { topic: 'gone', group: 'g', mayBeMissing: true }],
      ]),
      occurredAt: ({ headers }) => Number(headers['at']),
    });
    const figure = async (name: string) => {
      const line = (await registry.metrics()).split('\n').find((text) => text.startsWith(name));
      return line === undefined ? undefined : Number(line.split(' ').at(-1));
    };
    const stop = new AbortController();
    let failures = 0;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const consuming = distribution.consume({
      topic: 't',
      group: 'g',
      signal: stop.signal,
      handle: figures.watch('m', async () => {
        if (failures === 0) {
          failures += 1;
          throw new Error('not yet');
        }
        await released;
      }),
    });
    expect(await figure('hawiya_test_lag_events{model="m",partition="0"}')).toBe(0);
    expect(await figure('hawiya_test_lag_seconds{model="m",partition="0"}')).toBe(0);
    expect(await figure('hawiya_test_lag_events{model="former"')).toBeUndefined();
    expect(await figure('hawiya_metrics_failures_total{of="test"}')).toBe(0);
    const at = String(Date.now() - 40_000);
    await distribution.publish('t', [{ key: 'k', headers: { at }, value: new Uint8Array() }]);
    await eventually(async () => (await figure('hawiya_test_batch_failures_total')) === 1);
    expect(await figure('hawiya_test_lag_events')).toBe(1);
    expect(await figure('hawiya_test_lag_seconds')).toBeGreaterThanOrEqual(40);
    expect(await figure('hawiya_test_delay_seconds_count')).toBeUndefined();
    release();
    await eventually(async () => (await figure('hawiya_test_lag_events')) === 0);
    expect(await figure('hawiya_test_lag_seconds')).toBe(0);
    expect(await figure('hawiya_test_delay_seconds_sum')).toBeGreaterThanOrEqual(40);
    expect(await figure('hawiya_test_batch_duration_seconds_count')).toBe(1);
    stop.abort();
    await consuming;
    await distribution.close();
    // The topic cannot be asked any more: the figure is left out rather than told wrong.
    expect(await figure('hawiya_test_lag_events')).toBeUndefined();
    expect(await figure('hawiya_metrics_failures_total{of="test"}')).toBeGreaterThanOrEqual(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { durations } from './durations.js';
import { readGauges } from './read-gauges.js';

const lines = async (registry: Registry) =>
  (await registry.metrics()).split('\n').filter((line) => /^[a-z]/.test(line));

describe('gauges that are read when asked for', () => {
  it('get their values from one reading per scrape', async () => {
    const registry = new Registry();
    let readings = 0;
    readGauges(
      registry,
      'x',
      { x_events: { help: 'x' }, x_keys: { help: 'x', labels: ['model'] } },
      async (set) => {
        readings += 1;
        set('x_events', readings);
        set('x_keys', 7, { model: `m${readings}` });
      },
    );
    expect(await lines(registry)).toEqual([
      'hawiya_metrics_failures_total{of="x"} 0',
      'x_events 1',
      'x_keys{model="m1"} 7',
    ]);
    // What is not told any more is not there any more.
    expect((await lines(registry)).slice(1)).toEqual(['x_events 2', 'x_keys{model="m2"} 7']);
  });

  it('that cannot be read, or not in time, are left out and counted; the others are still told', async () => {
    const registry = new Registry();
    const gauges = (name: string) => ({ [name]: { help: 'x' } });
    readGauges(registry, 'fine', gauges('fine'), async (set) => set('fine', 1));
    readGauges(registry, 'failing', gauges('failing'), async (set) => {
      set('failing', 1);
      throw new Error('away');
    });
    readGauges(registry, 'hanging', gauges('hanging'), () => new Promise<never>(() => undefined), 20);
    expect((await lines(registry)).slice(3)).toEqual(['fine 1']);
    expect(await lines(registry)).toEqual([
      'hawiya_metrics_failures_total{of="fine"} 0',
      'hawiya_metrics_failures_total{of="failing"} 1',
      'hawiya_metrics_failures_total{of="hanging"} 1',
      'fine 1',
    ]);
  });
});

describe('a histogram of durations', () => {
  it('counts each labelled series apart', async () => {
    const registry = new Registry();
    const observe = durations(registry, { name: 'd_seconds', help: 'd', labels: ['a', 'b'] });
    observe(['1', '2'], 0.004);
    observe(['1', '2'], 40);
    observe(['12', ''], 1);
    const text = await lines(registry);
    expect(text).toContain('d_seconds_bucket{le="0.005",a="1",b="2"} 1');
    expect(text).toContain('d_seconds_bucket{le="60",a="1",b="2"} 2');
    expect(text).toContain('d_seconds_count{a="12",b=""} 1');
  });
});

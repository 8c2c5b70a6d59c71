import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { eventually } from '#test/support/eventually.js';
import { type OtlpReceiver, startOtlpReceiver } from '#test/support/otlp-receiver.js';
import { startChild } from '#test/support/child.js';
import { createLogger } from '../logging/logger.js';
import { openTracing } from './open-tracing.js';
import { otlpTracing } from './otlp-tracing.js';
import { traceIdOf } from './traceparent.js';
import { MAX_LINKS, traced, type Tracing } from './tracing.js';

const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const UNSAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const CHILD = new URL('../../../../test/support/children/loaded-packages.ts', import.meta.url);

describe('tracing that is off', () => {
  it('hands on the trace that came in and makes none', async () => {
    const off = await openTracing(undefined, 'test', ports().ports);
    expect(off.on).toBe(false);
    expect(off.start('x', { kind: 'server', parent: CALLER }).traceparent).toBe(CALLER);
    expect(off.start('x', { kind: 'server' }).traceparent).toBeUndefined();
    await off.close();
  });

  it('does not load OpenTelemetry; tracing that is on does', async () => {
    const off = startChild(CHILD);
    expect(await off.ended).toBe(0);
    expect(off.lines).toEqual(['0 files of the SDK loaded']);
    const on = startChild(CHILD, ['http://127.0.0.1:9']);
    expect(await on.ended).toBe(0);
    expect(on.lines[0]).toMatch(/^[1-9]\d* files of the SDK loaded$/);
  });
});

describe('tracing that is on', () => {
  let collector: OtlpReceiver;
  let tracing: Tracing | undefined;
  beforeEach(async () => {
    collector = await startOtlpReceiver();
  });
  afterEach(async () => {
    await tracing?.close();
    await collector.close();
  });

  it('sends spans with their place, kind, attributes, events, links and failures', async () => {
    tracing = await openTracing(`${collector.url}/`, 'hawiya-test', ports().ports);
    const one = tracing;
    await traced(one, 'outer', { kind: 'server', parent: CALLER, attributes: { n: 1 } }, async (outer) => {
      outer.event('halfway', { of: 2 });
      outer.set({ outcome: 'done' });
      const inner = one.start('inner', { kind: 'internal', parent: outer.traceparent });
      inner.end();
      expect(traceIdOf(String(inner.traceparent))).toBe(traceIdOf(CALLER));
    });
    const links = Array.from({ length: MAX_LINKS + 1 }, () => CALLER);
    const failing = traced(one, 'failing', { kind: 'consumer', links }, () =>
      Promise.reject(new RangeError('no resident 2000000006')),
    );
    await expect(failing).rejects.toThrow(RangeError);
    await one.close();
    const [inner, outer, failed] = collector.spans;
    expect(inner).toMatchObject({ name: 'inner', kind: 1, parentSpanId: outer?.spanId });
    expect(outer).toMatchObject({
      service: 'hawiya-test',
      kind: 2,
      traceId: traceIdOf(CALLER),
      parentSpanId: 'b7ad6b7169203331',
      attributes: { n: 1, outcome: 'done' },
      events: ['halfway'],
      failed: false,
    });
    expect(failed).toMatchObject({ failed: true, kind: 5, attributes: { 'error.type': 'RangeError' } });
    expect(failed?.traceId).not.toBe(traceIdOf(CALLER));
    expect(failed?.links).toHaveLength(MAX_LINKS);
    expect(collector.bodies.join('')).not.toContain('2000000006');
  });

  it('does not record what the caller chose not to, and still hands its trace on', async () => {
    tracing = await openTracing(collector.url, 'test', ports().ports);
    const span = tracing.start('x', { kind: 'server', parent: UNSAMPLED });
    expect(span.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-.{16}-00$/);
    span.end();
    await tracing.close();
    expect(collector.spans).toEqual([]);
  });

  it('loses spans, not time, while the collector is away, says so once, and goes on when it is back', async () => {
    const { ports: given, lines, spans } = ports();
    tracing = await openTracing(collector.url, 'test', given);
    const one = tracing;
    const end = () => one.start('x', { kind: 'internal' }).end();
    collector.answer('refused');
    end();
    await eventually(async () => (await spans('failed')) === 1);
    end();
    await eventually(async () => (await spans('failed')) === 2);
    collector.answer('ok');
    end();
    await eventually(async () => (await spans('sent')) === 1);
    expect(lines.map((line) => [line.level, line.msg])).toEqual([
      [40, 'traces: the collector takes no spans; they are lost'],
      [30, 'traces: the collector takes spans again'],
    ]);
  });

  it('keeps no more than its queue takes, counts the rest, and closes in time though nobody answers', async () => {
    collector.answer('silent');
    const told = { sent: 0, dropped: 0, failed: 0 };
    const observer = {
      sent: (n: number) => (told.sent += n),
      dropped: (n: number) => (told.dropped += n),
      failed: (n: number) => (told.failed += n),
    };
    const limits = { queue: 8, batch: 4, lingerMs: 10, stopMs: 100 };
    const one = otlpTracing({ url: collector.url, service: 'test', limits, observer });
    const end = () => one.start('x', { kind: 'internal' }).end();
    // Four are on their way at once, eight wait; what comes now finds no room.
    for (let i = 0; i < 12; i += 1) end();
    expect(told.dropped).toBe(0);
    end();
    end();
    expect(told.dropped).toBe(2);
    const began = performance.now();
    await one.close();
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(told).toEqual({ sent: 0, dropped: 10, failed: 0 });
    end();
    expect(told.dropped).toBe(11);
    collector.answer('ok');
    await eventually(() => told.sent === 4, { what: 'the batch under way' });
  });
});

function ports() {
  const lines: { readonly level: number; readonly msg: string }[] = [];
  const logger = createLogger(
    { level: 'info', format: 'json' },
    { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) },
  );
  const metrics = new Registry();
  const spans = async (outcome: string): Promise<number> => {
    const { values } = (await metrics.getSingleMetric('hawiya_traces_spans_total')?.get()) ?? { values: [] };
    return values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
  };
  return { ports: { logger, metrics }, lines, spans };
}

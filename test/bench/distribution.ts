import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { Distributor } from '#apps/distributor/distributor.js';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution, Message } from '#topics/port.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { caseStream, storedEvent } from '#test/support/events.js';
import { eventMessage } from './event-message.js';
import { rate } from './rate.js';
import type { Result } from './result.js';
import { checkpointsIn } from '#test/support/checkpoints.js';

const BATCH = 500;

/**
 * The embedded distribution beside bare LMDB, which writes and reads as many bytes in batches of the same size with the
 * same durability; and how long it takes from an append's answer to the message being in a consumer's hands.
 */
export async function benchDistribution(options: { readonly quick?: boolean } = {}): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-bench-'));
  try {
    const messages = Array.from({ length: options.quick ? 5_000 : 30_000 }, (_, number) =>
      eventMessage(number),
    );
    const throughput = await benchThroughput(folder, messages);
    return [...throughput, ...(await benchLatency(folder, options.quick ? 100 : 500))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function benchThroughput(folder: string, messages: readonly Message[]): Promise<Result[]> {
  const distribution = await openEmbeddedDistribution({ path: join(folder, 'topics') });
  await distribution.ensureTopics([{ name: 't', partitions: 8 }]);
  const publish = await rate(messages.length, async () => {
    for (let at = 0; at < messages.length; at += BATCH)
      await distribution.publish('t', messages.slice(at, at + BATCH));
  });
  const consume = await rate(messages.length, () => consumeAll(distribution, messages.length));
  await distribution.close();
  const raw = await benchRaw(folder, messages);
  return [
    { name: 'publish', value: publish, unit: 'events/s' },
    { name: 'publish.raw', value: raw.put, unit: 'events/s' },
    { name: 'publish.ratio', value: publish / raw.put, unit: 'x', target: 0.5, ratioTo: 'publish.raw' },
    { name: 'consume', value: consume, unit: 'events/s' },
    { name: 'consume.raw', value: raw.get, unit: 'events/s' },
    { name: 'consume.ratio', value: consume / raw.get, unit: 'x', ratioTo: 'consume.raw' },
  ];
}

async function consumeAll(distribution: Distribution, count: number): Promise<void> {
  const stop = new AbortController();
  let seen = 0;
  await distribution.consume({
    topic: 't',
    group: 'bench',
    maxBatch: BATCH,
    signal: stop.signal,
    handle: async ({ messages }) => {
      seen += messages.length;
      if (seen === count) stop.abort();
    },
  });
}

async function benchRaw(folder: string, messages: readonly Message[]): Promise<{ put: number; get: number }> {
  const db = open<Buffer, number>({ path: join(folder, 'raw'), encoding: 'binary', overlappingSync: false });
  const records = messages.map((message) =>
    Buffer.from(JSON.stringify(message.headers) + message.key + 'x'.repeat(message.value.byteLength)),
  );
  const put = await rate(records.length, async () => {
    for (let at = 0; at < records.length; at += BATCH)
      await db.batch(() => {
        for (const [index, record] of records.slice(at, at + BATCH).entries())
          void db.put(at + index, record);
      });
  });
  const get = await rate(records.length, async () => {
    let bytes = 0;
    for (const { value } of db.getRange()) bytes += value.length;
    if (bytes === 0) throw new Error('nothing was read');
  });
  await db.close();
  return { put, get };
}

/** One append at a time, the next one a moment after the last has arrived. */
async function benchLatency(folder: string, count: number): Promise<Result[]> {
  const store = await openEmbeddedEventStore({ path: join(folder, 'store') });
  const distribution = await openEmbeddedDistribution({ path: join(folder, 'live') });
  const checkpoints = await checkpointsIn(folder);
  const stop = new AbortController();
  const distributor = new Distributor({ store, distribution, checkpoints, logger: silentLogger() });
  const distributing = distributor.run(stop.signal);
  while (distributor.status().state !== 'live') await new Promise(setImmediate);
  let arrived: () => void = () => undefined;
  const consuming = distribution.consume({
    topic: EVENTS_TOPIC,
    group: 'bench',
    signal: stop.signal,
    handle: async () => arrived(),
  });
  const times: number[] = [];
  for (let number = 0; number < count; number += 1) {
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    await store.append(caseStream(String(number)), 'no_stream', [storedEvent(number, String(number), 400)]);
    const start = performance.now();
    await arrival;
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  stop.abort();
  await Promise.all([distributing, consuming]);
  await Promise.all([store.close(), distribution.close(), checkpoints.close()]);
  times.sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return [
    { name: 'publish.idle.p50', value: percentile(0.5), unit: 'ms' },
    { name: 'publish.idle.p95', value: percentile(0.95), unit: 'ms', target: 10 },
  ];
}

import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { startConsumer } from '#topics/conformance/consumer.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { fromMessage } from '#contracts/cloud-events.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { startChild } from '#test/support/child.js';
import { appendNumbered } from '#test/support/events.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { Distributor } from './distributor.js';
import { checkpointsIn } from '#test/support/checkpoints.js';

const CHILD = new URL('../../test/support/children/distributor.ts', import.meta.url);
const EVENTS = 10;

/** The global positions on the topic, per case, in order. */
async function publishedPositions(data: string): Promise<Map<string, bigint[]>> {
  const distribution = await openEmbeddedDistribution({ path: join(data, 'topics') });
  const lags = await distribution.lag(EVENTS_TOPIC, 'test');
  const count = lags.reduce((sum, { lag }) => sum + Number(lag), 0);
  const consumer = startConsumer(distribution, 5_000, { topic: EVENTS_TOPIC, group: 'test' });
  await consumer.until(({ messages }) => messages.length === count);
  await distribution.close();
  const positions = new Map<string, bigint[]>();
  for (const message of consumer.messages) {
    positions.set(message.key, [...(positions.get(message.key) ?? []), fromMessage(message).position]);
  }
  return positions;
}

/** Distributes the rest, and tells how many events that were. */
async function resume(data: string): Promise<number> {
  const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
  const distribution = await openEmbeddedDistribution({ path: join(data, 'topics') });
  const checkpoints = await checkpointsIn(data);
  const distributor = new Distributor(
    { store, distribution, checkpoints, logger: silentLogger() },
    { partitions: 2 },
  );
  const stop = new AbortController();
  const running = distributor.run(stop.signal);
  const end = await store.lastPosition();
  await eventually(() => distributor.status().position === end);
  stop.abort();
  await running;
  await Promise.all([store.close(), distribution.close(), checkpoints.close()]);
  return distributor.status().published;
}

async function checkpointOf(data: string): Promise<bigint | undefined> {
  const checkpoints = await checkpointsIn(data);
  const position = (await checkpoints.load('distributor'))?.position;
  await checkpoints.close();
  return position;
}

describe('a distributor that is killed', () => {
  const folder = temporaryFolders();

  // Batches hold up to 4 of the 10 events. How many the first one took depends on what had been read by then, and how
  // many were published when a checkpoint was saved on the saving: what matters is how topic and checkpoint relate.
  it.each([
    ['before a publish', 'distributor.before-publish:2', { checkpoint: 0n, beyond: 0 }],
    ['after a publish, before its checkpoint', 'distributor.after-publish:2', { checkpoint: 0n, beyond: 1 }],
    ['after a checkpoint', 'distributor.after-checkpoint:1', { checkpoint: 1n, beyond: 0 }],
  ])(
    '%s loses nothing and keeps the order',
    async (_, crashAt, atLeast) => {
      const data = await folder();
      const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
      await appendNumbered(store, { count: EVENTS });
      await store.close();

      const crashed = startChild(CHILD, [data], { HAWIYA_CRASH_AT: crashAt });
      expect(await crashed.ended).toBe('SIGKILL');
      const checkpoint = (await checkpointOf(data)) ?? 0n;
      expect(checkpoint).toBeGreaterThanOrEqual(atLeast.checkpoint);
      const before = [...(await publishedPositions(data)).values()].flat();
      const beyond = before.filter((position) => position > checkpoint);
      expect(beyond.length).toBeGreaterThanOrEqual(atLeast.beyond);
      // Nothing up to the checkpoint is missing: it never overtakes the topic.
      expect(before.length - beyond.length).toBe(Number(checkpoint));

      expect(await resume(data)).toBe(EVENTS - before.length + beyond.length);
      const after = await publishedPositions(data);
      expect(new Set([...before, ...[...after.values()].flat()]).size).toBe(EVENTS);
      for (const ofCase of after.values()) expect(ofCase).toEqual([...ofCase].sort((a, b) => Number(a - b)));
    },
    20_000,
  );
});

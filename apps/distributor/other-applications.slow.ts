import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution } from '#topics/port.js';
import { LOG_CATEGORIES } from '#event-catalogue/log-streams.js';
import { type EventStoreDb, openEventStoreDb } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { ServerDouble } from '#test/doubles/eventstoredb/server-double.js';
import type { EventStore, NewEvent, RecordedEvent, StreamName } from '#event-store/port.js';
import { createLogger } from '#runtime/logging/logger.js';
import { appendNumbered, storedEvent } from '#test/support/events.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { Distributor } from './distributor.js';
import { eventsBehind, isBehind, secondsBehind } from './lag.js';
import { checkpointsIn, type OpenedCheckpoints } from '#test/support/checkpoints.js';

const OURS = 100;
const THEIRS = 100_000;
const IN_ONE_APPEND = 1_000;

describe('the distributor on an EventStoreDB that other applications write to', () => {
  const folder = temporaryFolders();
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', format: 'json' }, { write: (line) => lines.push(line) });
  let server: ServerDouble;
  let store: EventStoreDb;
  let distribution: Distribution;
  let checkpoints: OpenedCheckpoints;
  const stop = new AbortController();

  beforeEach(async () => {
    const data = await folder();
    server = await ServerDouble.start(join(data, 'server'));
    store = openEventStoreDb({ connectionString: server.connectionString, categories: LOG_CATEGORIES });
    distribution = await openEmbeddedDistribution({ path: join(data, 'topics') });
    checkpoints = await checkpointsIn(data);
  });
  afterEach(async () => {
    await Promise.all([store.close(), distribution.close(), checkpoints.close()]);
    await server.stop();
  });

  /** As fast as the double's own store takes them. */
  async function othersWrite(): Promise<void> {
    const { store: own } = server.log ?? { store: undefined };
    if (own === undefined) throw new Error('the double is away');
    const anEvent = (n: number): NewEvent => ({ ...storedEvent(n, 'theirs'), type: 'OrderPlaced' });
    for (let n = 0; n < THEIRS; n += IN_ONE_APPEND) {
      const [first, ...more] = Array.from({ length: IN_ONE_APPEND }, (_, index) => anEvent(n + index));
      if (first === undefined) throw new Error('some were made');
      await own.append(`orders-${n}` as StreamName, 'no_stream', [first, ...more]);
    }
  }

  const received = async (from: EventStore): Promise<readonly RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    for await (const event of from.readAll()) events.push(event);
    return events;
  };

  it('is caught up with 100 of ours before 100,000 of theirs, and says nothing of those', async () => {
    await appendNumbered(store, { count: OURS });
    const ours = await store.lastPosition();
    await othersWrite();
    const end = (await store.lastPosition()) ?? 0n;
    expect(end).toBeGreaterThan(ours ?? 0n);

    const distributor = new Distributor({ store, distribution, checkpoints, logger });
    const running = distributor.run(stop.signal);
    await eventually(() => distributor.status().state === 'live', { deadlineMs: 30_000 });

    expect(distributor.status()).toMatchObject({
      published: OURS,
      failures: 0,
      skipped: { unreadable: 0, 'too-large': 0 },
    });
    expect(lines.filter((line) => !line.includes('"level":30'))).toEqual([]);
    const { position } = distributor.status();
    expect(await eventsBehind(store, position)).toBe(0);
    expect(await secondsBehind(store, position, { now: () => new Date() })).toBe(0);
    expect(await isBehind(store, position)).toBe(false);
    expect(await received(store)).toHaveLength(OURS);
    // The next one does not look at all of theirs again.
    await eventually(async () => (await checkpoints.load('distributor'))?.position === position);
    const looked = Number(end - (position ?? 0n)) / Number(end - (ours ?? 0n));
    expect(looked).toBeLessThan(0.05);

    await appendNumbered(store, { from: OURS, count: 1 });
    await eventually(() => distributor.status().published === OURS + 1);
    stop.abort();
    await running;
  }, 60_000);
});

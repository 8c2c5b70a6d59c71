import { describe, expect, it } from '@jest/globals';
import { aStream, appended, collect, events, idsOf, ourLog } from '#event-store/conformance/events.js';
import { EventStoreError } from '#event-store/errors.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';
import type { RecordedEvent } from '#event-store/port.js';
import { steadily } from './steady-read.js';

describe('a steady read', () => {
  const server = doubled();
  const backOff = { firstMs: 5, capMs: 50 };

  it('goes on behind the last event after the store was away, up to where it was to end', async () => {
    const batch = events(600);
    const { position: upTo } = await appended(server.store(), aStream(), 'no_stream', batch);
    const seen: RecordedEvent[] = [];
    for await (const event of steadily(server.store(), { upTo, awayMs: 20_000, backOff }).readAll()) {
      seen.push(event);
      if (seen.length !== 100) continue;
      await server.double().stop();
      await server.double().start();
      await appended(server.open(), aStream(), 'no_stream', events(3));
    }
    expect(idsOf(seen)).toEqual(idsOf(batch));
  });

  it('gives up when the store stays away', async () => {
    await appended(server.store(), aStream(), 'no_stream', events(3));
    await server.double().stop();
    const reading = collect(steadily(server.store(), { awayMs: 100, backOff }).readAll());
    await expect(reading).rejects.toThrow(EventStoreError);
  });

  it('lets no more events a second through than it may', async () => {
    const batch = events(500);
    await appended(server.store(), aStream(), 'no_stream', batch);
    const began = performance.now();
    const seen = await collect(steadily(server.store(), { eventsPerSecond: 1_000 }).readAll());
    expect(idsOf(seen)).toEqual(idsOf(await ourLog(server.store(), undefined)));
    expect(performance.now() - began).toBeGreaterThanOrEqual(390); // the first page has no turn to wait for
  });
});

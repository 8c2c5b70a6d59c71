import { jsonEvent } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { appended, aStream, collect, events, idsOf, ourLog } from '../conformance/events.js';
import { subscriber } from '../conformance/subscriber.js';
import { serverUnderTest } from './testing/server-under-test.js';

/* What the server writes for itself: statistics, links, metadata. There can be far more of it than of ours. */
const { client, store } = serverUnderTest();

async function noise(count: number): Promise<void> {
  const stream = `$noise-${aStream()}`;
  for (let n = 0; n < count; n += 500) {
    const batch = Array.from({ length: Math.min(500, count - n) }, (_, i) =>
      jsonEvent({ type: '$statsCollected', data: { n: n + i } }),
    );
    await client().appendToStream(stream, batch);
  }
}

describe("the server's own events", () => {
  it('are left out of the log, read either way or followed', async () => {
    const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
    const [first, second] = [events(1), events(1)];
    await appended(store(), aStream(), 'no_stream', first);
    await noise(50);
    const { position: last } = await appended(store(), aStream(), 'no_stream', second);
    const ids = idsOf([...first, ...second]);
    expect(idsOf(await ourLog(store(), after))).toEqual(ids);
    const [before] = await collect(store().readAll({ after: last, direction: 'backwards', limit: 1 }));
    expect(before?.stream.startsWith('$')).toBe(false);
    const reader = subscriber(store(), { after, deadlineMs: 10_000 });
    await reader.until(() => reader.events.length === 2);
    expect(
      reader.messages.filter((read) => read.kind === 'event' && read.event.stream.startsWith('$')),
    ).toEqual([]);
    expect(idsOf(reader.events)).toEqual(ids);
    await reader.stop();
  });

  it('move a subscription on by checkpoints, in history and live, from where it can be taken up again', async () => {
    const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
    await noise(2_500);
    const reader = subscriber(store(), { after, deadlineMs: 20_000 });
    const checkpoints = () =>
      reader.messages.flatMap((message) => (message.kind === 'checkpoint' ? [message.position] : []));
    await reader.until(() => reader.messages.some(({ kind }) => kind === 'caught-up'));
    const inHistory = checkpoints().length;
    expect(inHistory).toBeGreaterThanOrEqual(1);
    await noise(2_500);
    await reader.until(() => checkpoints().length > inHistory);
    const places = checkpoints();
    expect(places).toEqual([...places].sort((a, b) => (a < b ? -1 : 1)));
    expect(places[0]).toBeGreaterThan(after);
    const batch = events(2);
    await appended(store(), aStream(), 'no_stream', batch);
    for (const place of [places[0], places.at(-1)]) {
      const again = subscriber(store(), { after: place, deadlineMs: 20_000 });
      await again.until(() => again.events.length === 2);
      expect(idsOf(again.events)).toEqual(idsOf(batch));
      await again.stop();
      expect(idsOf(await ourLog(store(), place))).toEqual(idsOf(batch));
    }
    await reader.stop();
  }, 60_000);

  it('count as the end of the log, so that a place behind all of ours is no place of another log', async () => {
    const { position } = await appended(store(), aStream(), 'no_stream', events(1));
    await noise(1);
    expect(await store().lastPosition()).toBeGreaterThan(position);
  });
});

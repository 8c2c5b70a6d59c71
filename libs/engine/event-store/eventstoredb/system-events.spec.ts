import { randomUUID } from 'node:crypto';
import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { appended, aStream, collect, events, idsOf, ourLog } from '../conformance/events.js';
import { subscriber } from '../conformance/subscriber.js';
import type { Position, SubscriptionMessage } from '../port.js';
import { serverUnderTest, versionsUnderTest } from '#test/doubles/eventstoredb/server-under-test.js';

/* What the server writes for itself: statistics, links, metadata. There can be far more of it than of ours. */

/** Tells the place of the first batch of it. */
async function noise(client: EventStoreDBClient, count: number): Promise<bigint> {
  const stream = `$noise-${aStream()}`;
  let first: bigint | undefined;
  for (let n = 0; n < count; n += 500) {
    const batch = Array.from({ length: Math.min(500, count - n) }, (_, i) =>
      jsonEvent({ type: '$statsCollected', data: { n: n + i } }),
    );
    const { position } = await client.appendToStream(stream, batch);
    first ??= position?.commit;
  }
  if (first === undefined) throw new Error('no position');
  return first;
}

/** Somebody else's streams, of which the suite knows nothing. Resolves once they write. */
async function otherWriter(client: EventStoreDBClient): Promise<{ leave(): Promise<void> }> {
  const left = new AbortController();
  const write = () =>
    client.appendToStream(`others-${randomUUID()}`, [jsonEvent({ type: 'Elsewhere', data: {} })]);
  await write();
  const writing = (async () => {
    while (!left.signal.aborted) await write();
  })();
  return {
    leave: async () => {
      left.abort();
      await writing;
    },
  };
}

/** How far a subscription has come, by each message that says so. */
const placesOf = (messages: readonly SubscriptionMessage[]): readonly Position[] =>
  messages.flatMap((message) => {
    switch (message.kind) {
      case 'checkpoint':
        return [message.position];
      case 'event':
        return [message.event.position];
      case 'caught-up':
        return [];
    }
  });

describe.each(versionsUnderTest)("the server's own events, version %s,", (version) => {
  const { client, store } = serverUnderTest(version);

  it('are left out of the log, read either way or followed', async () => {
    const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
    const [first, second] = [events(1), events(1)];
    await appended(store(), aStream(), 'no_stream', first);
    await noise(client(), 50);
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

  // Whoever else writes to the server: an event that is given takes the place of a checkpoint.
  it.each([
    ['alone', false],
    ['while others write', true],
  ])(
    'move a subscription on, in history and live, to where it can be taken up again: %s',
    async (_, withOthers) => {
      const others = withOthers ? await otherWriter(client()) : undefined;
      const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
      await noise(client(), 2_500);
      const reader = subscriber(store(), { after, deadlineMs: 20_000 });
      await reader.until(() => reader.messages.some(({ kind }) => kind === 'caught-up'));
      const inHistory = placesOf(reader.messages);
      const live = await noise(client(), 2_500);
      await reader.until(() => (placesOf(reader.messages).at(-1) ?? 0n) > live);
      const places = placesOf(reader.messages);
      expect(inHistory.length).toBeGreaterThanOrEqual(1);
      expect(places).toEqual([...places].sort((a, b) => (a < b ? -1 : 1)));
      expect(places[0]).toBeGreaterThan(after);
      const batch = events(2);
      await appended(store(), aStream(), 'no_stream', batch);
      for (const place of [inHistory[0], places.at(-1)]) {
        const again = subscriber(store(), { after: place, deadlineMs: 20_000 });
        await again.until(() => again.events.length === 2);
        expect(idsOf(again.events)).toEqual(idsOf(batch));
        await again.stop();
        expect(idsOf(await ourLog(store(), place))).toEqual(idsOf(batch));
      }
      await reader.stop();
      await others?.leave();
    },
    60_000,
  );

  it('count as the end of the log, so that a place behind all of ours is no place of another log', async () => {
    const { position } = await appended(store(), aStream(), 'no_stream', events(1));
    await noise(client(), 1);
    expect(await store().lastPosition()).toBeGreaterThan(position);
  });
});

import { jsonEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { appended, collect, events, idsOf } from '../conformance/events.js';
import { subscriber } from '../conformance/subscriber.js';
import type { RetentionNote, StreamName } from '../port.js';
import { openEventStoreDb } from './eventstoredb-event-store.js';
import { streamFilters } from './stream-filter.js';
import { serverUnderTest } from '#test/doubles/eventstoredb/server-under-test.js';

describe('a store that was given its categories', () => {
  const { client, connectionString } = serverUnderTest();
  const run = randomUUID().slice(0, 8);
  const [one, other] = [`ours${run}`, `ours-too${run}`];
  const named = (name: string) => `${name}-${randomUUID()}` as StreamName;

  it('is sent events of those and of no others, read either way or followed, and what is noted about them', async () => {
    const store = openEventStoreDb({ connectionString: connectionString(), categories: [one, other] });
    const { position: after } = await appended(store, named('others'), 'no_stream', events(1));
    const [first, second] = [events(2), events(1)];
    const kept = named(one);
    await appended(store, kept, 'no_stream', first);
    for (const stream of [named(`x${one}`), named(`${one}s`), named('others'), one as StreamName])
      await appended(store, stream, 'no_stream', events(3));
    await client().appendToStream(`$${one}-1`, jsonEvent({ type: 'Noise', data: {} }));
    await appended(store, named(other), 'no_stream', second);
    await client().setStreamMetadata(kept, { maxCount: 100 });
    await appended(store, named('others'), 'no_stream', events(1));

    const ids = idsOf([...first, ...second]);
    const notes: RetentionNote[] = [];
    const onRetention = (note: RetentionNote) => notes.push(note);
    expect(idsOf(await collect(store.readAll({ after })))).toEqual(ids);
    expect(idsOf(await collect(store.readAll({ after, onRetention })))).toEqual(ids);
    expect(notes.map(({ stream }) => stream)).toEqual([kept]);
    const newest = await collect(store.readAll({ direction: 'backwards', limit: 1 }));
    expect(idsOf(newest)).toEqual(idsOf(second));
    expect(await store.lastPosition()).toBeGreaterThan(newest[0]?.position ?? 0n);
    const reader = subscriber(store, { after, deadlineMs: 10_000 });
    await reader.until(() => reader.messages.some(({ kind }) => kind === 'caught-up'));
    expect(idsOf(reader.messages.flatMap((read) => (read.kind === 'event' ? [read.event] : [])))).toEqual(
      ids,
    );
    await reader.stop();
    await store.close();
  });
});

describe('a filter', () => {
  it.each([[[]], [['']], [['a|b']], [['^']], [['a', 'B']]])('is not made of %j', (categories) => {
    expect(() => streamFilters(categories)).toThrow('not a list of categories');
  });
});

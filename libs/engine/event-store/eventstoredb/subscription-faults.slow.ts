import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { appended, aStream, events, idsOf, revision, streamOf } from '../conformance/events.js';
import { subscriber } from '../conformance/subscriber.js';
import type { EventStore, Position, RecordedEvent, SubscriptionMessage } from '../port.js';
import { SERVER_VERSIONS } from '#test/doubles/eventstoredb/double/version.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';

const { double, store, another, open, drops } = doubled();
const deadlineMs = 15_000;
const signal = () => AbortSignal.timeout(deadlineMs);

/** Consumes until so many events have come, calling `at` after each. */
async function take(
  messages: AsyncIterable<SubscriptionMessage>,
  count: number,
  at: (taken: readonly RecordedEvent[]) => Promise<unknown> | void = () => undefined,
): Promise<readonly RecordedEvent[]> {
  const taken: RecordedEvent[] = [];
  for await (const message of messages) {
    if (message.kind !== 'event') continue;
    taken.push(message.event);
    await at(taken);
    if (taken.length === count) return taken;
  }
  throw new Error(`it ended after ${taken.length} events`);
}

const caughtUp = (reader: ReturnType<typeof subscriber>) =>
  reader.until(() => reader.messages.some(({ kind }) => kind === 'caught-up'));

describe('a subscription', () => {
  it('that is dropped again and again goes on: nothing lost, nothing repeated', async () => {
    const stream = aStream();
    await appended(store(), stream, 'no_stream', events(60));
    const seen = await take(store().subscribeToAll({ signal: signal() }), 120, async (taken) => {
      if (taken.length === 60) await appended(store(), stream, revision(59), events(60));
      if (taken.length % 25 === 0) double().dropSubscriptions();
    });
    expect(idsOf(seen)).toEqual(idsOf(await streamOf(store(), stream)));
    expect(drops.length).toBeGreaterThanOrEqual(3);
    expect(drops[0]?.message).toMatch(/Consumer too slow/);
  });

  it.each(SERVER_VERSIONS)(
    'whose consumer is too slow for the live events misses none: %s drops it, or lets it fall behind',
    async (version) => {
      const server = await another({ version });
      const slow = open({ connectionString: server.connectionString });
      const stream = aStream();
      let last = await appended(slow, stream, 'no_stream', events(1));
      const reader = subscriber(slow, {
        after: last.position,
        deadlineMs,
        handle: () => new Promise((resolve) => setTimeout(resolve, 1)),
      });
      await caughtUp(reader);
      for (let n = 0; n < 2; n += 1) last = await appended(slow, stream, last.revision, events(1_000));
      await reader.until(() => reader.events.length === 2_000);
      expect(idsOf(reader.events)).toEqual(idsOf((await streamOf(slow, stream)).slice(1)));
      const dropped = drops.some(({ message }) => message.includes('Consumer too slow'));
      expect(dropped).toBe(version === '23.10');
      await reader.stop();
    },
    deadlineMs,
  );

  it('goes on when the server was away, with the same connection', async () => {
    const stream = aStream();
    await appended(store(), stream, 'no_stream', events(20));
    const reader = subscriber(store(), { deadlineMs });
    await caughtUp(reader);
    await double().stop();
    await eventually(() => drops.length >= 3);
    await double().start();
    await appended(store(), stream, revision(19), events(20));
    await reader.until(() => reader.events.length === 40);
    expect(idsOf(reader.events)).toEqual(idsOf(await streamOf(store(), stream)));
    await reader.stop();
  });

  it('does not hammer a server that refuses it', async () => {
    double().faults.refuse('not-ready');
    const abort = new AbortController();
    const patient = open({ backOff: { firstMs: 40, capMs: 80 } });
    const reading = (async () => {
      for await (const _ of patient.subscribeToAll({ signal: abort.signal }));
    })();
    await new Promise((resolve) => setTimeout(resolve, 600));
    abort.abort();
    await reading;
    expect(drops.length).toBeGreaterThanOrEqual(3); // after 40, then 80 milliseconds each
    expect(drops.length).toBeLessThanOrEqual(18); // or, at the least, half of that
  });

  it('to a server that says nothing while there is history is taken up again', async () => {
    const stream = aStream();
    await appended(store(), stream, 'no_stream', events(600));
    const hasty = open({ readDeadlineMs: 60 });
    const seen = await take(hasty.subscribeToAll({ signal: signal() }), 600, (taken) => {
      if (taken.length !== 10) return;
      double().faults.frozen = true;
      setTimeout(() => (double().faults.frozen = false), 150);
    });
    expect(idsOf(seen)).toEqual(idsOf(await streamOf(store(), stream)));
    expect(drops.map(({ message }) => message)).toContainEqual(expect.stringContaining('no answer in 60 ms'));
  });

  it('that is live may hear nothing for longer than the deadline', async () => {
    const hasty = open({ readDeadlineMs: 100 });
    await appended(hasty, aStream(), 'no_stream', events(1));
    const reader = subscriber(hasty, { deadlineMs });
    await caughtUp(reader);
    const before = drops.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(drops).toHaveLength(before);
    await appended(store(), aStream(), 'no_stream', events(1));
    await reader.until(() => reader.events.length === 2);
    await reader.stop();
  });

  it('resumes from a checkpoint without the event that comes right after it being lost', async () => {
    const stream = aStream();
    await appended(store(), stream, 'no_stream', events(1_000)); // as many as are looked at between two checkpoints
    const seen = await take(store().subscribeToAll({ signal: signal() }), 1_001, async (taken) => {
      if (taken.length !== 1_000) return;
      setImmediate(() => double().dropSubscriptions()); // once the checkpoint has been taken
      await appended(open(), stream, revision(999), events(1));
    });
    expect(seen.at(-1)?.revision).toBe(1_000n);
  });

  it('does not take a checkpoint at no place for the end of all places', async () => {
    double().faults.checkpointNowhere = true;
    await appended(store(), aStream(), 'no_stream', events(3));
    const reader = subscriber(store(), { deadlineMs });
    await reader.until(() => reader.events.length === 3);
    expect(reader.messages.filter(({ kind }) => kind === 'checkpoint')).toEqual([]);
    await reader.stop();
  });

  it.each([
    ['access-denied', /check user, password and rights/],
    ['unauthenticated', /does not know this user/],
  ] as const)(
    '%s ends with an error that says so: no new attempt would do better',
    async (refusal, words) => {
      double().faults.refuse(refusal);
      await expect(take(store().subscribeToAll({ signal: signal() }), 1)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(words),
      });
    },
  );

  it('behind the end of the log is refused: it is not the log it belongs to', async () => {
    const { position } = await appended(store(), aStream(), 'no_stream', events(1));
    const after = (position + 1_000_000n) as Position;
    const beyond = take(store().subscribeToAll({ after, signal: signal() }), 1);
    await expect(beyond).rejects.toMatchObject({ code: 'invalid' });
  });

  it('that ends in any way leaves nothing open at the server', async () => {
    await appended(store(), aStream(), 'no_stream', events(5));
    const followed = async (one: EventStore) => {
      const reader = subscriber(one, { deadlineMs });
      await caughtUp(reader);
      return reader;
    };
    const stopped = await followed(store());
    await stopped.stop();
    for await (const message of store().subscribeToAll({ signal: signal() }))
      if (message.kind === 'event') break;
    const other = open();
    const closed = await followed(other);
    await other.close();
    await closed.ended;
    await eventually(() => double().reads.size === 0);
  });
});

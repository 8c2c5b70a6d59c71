import { randomUUID } from 'node:crypto';
import { jsonEvent, type Position, streamNameFilter, TimeoutError } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { serverUnderTest, versionsUnderTest } from '#test/doubles/eventstoredb/server-under-test.js';

/* As server-facts.spec.ts: what is different in version 24.6. The driver has to live with either. */
describe.each(versionsUnderTest)('of version %s, a subscription to everything', (version) => {
  const { client } = serverUnderTest(version);
  const aStream = () => `facts-${randomUUID()}`;
  const events = (count: number, data = {}) =>
    Array.from({ length: count }, (_, n) => jsonEvent({ type: 'Tested', data: { n, ...data } }));
  const appended = async (stream: string, count: number): Promise<Position> => {
    const { position } = await client().appendToStream(stream, events(count));
    if (position === undefined) throw new Error('no position');
    return position;
  };

  it('with a filter tells how far it has looked, at places where it can be taken up again', async () => {
    const [before, quiet, loud] = [aStream(), aStream(), aStream()];
    const fromPosition = await appended(before, 1);
    for (let n = 0; n < 3; n += 1) await appended(quiet, 100);
    const loudAt = [await appended(loud, 1), await appended(loud, 1)].map(({ commit }) => commit);
    const checkpoints: Position[] = [];
    const filter = streamNameFilter({
      prefixes: [loud],
      checkpointInterval: 1,
      maxSearchWindow: 32,
      checkpointReached: async (_, position) => void checkpoints.push(position),
    });
    const subscription = client().subscribeToAll({ fromPosition, filter });
    const seen: unknown[] = [];
    let caughtUp = false;
    subscription.on('caughtUp', () => (caughtUp = true));
    subscription.on('data', (resolved) => seen.push(resolved));
    await eventually(() => caughtUp && seen.length === 2);
    await subscription.unsubscribe();
    loudAt.push((await appended(loud, 1)).commit);
    expect(checkpoints.length).toBeGreaterThanOrEqual(8);
    expect(checkpoints[0]).toMatchObject({ commit: expect.any(BigInt), prepare: expect.any(BigInt) });
    for (const place of checkpoints) {
      expect(place.commit).toBeGreaterThanOrEqual(fromPosition.commit);
      // 23.10 names no event that was given; 24.6 may, and the place it began at.
      if (version === '23.10') expect(place.commit).toBeLessThan(loudAt[0] ?? 0n);
      // Also by its commit position alone, which is what the driver keeps of it.
      for (const from of [place, { commit: place.commit, prepare: place.commit }]) {
        const again = client().subscribeToAll({
          fromPosition: from,
          filter: streamNameFilter({ prefixes: [loud] }),
        });
        const rest: (bigint | undefined)[] = [];
        again.on('data', ({ event }) => rest.push(event?.position?.commit));
        await eventually(() => rest.at(-1) === loudAt.at(-1));
        await again.unsubscribe();
        expect(rest).toEqual(loudAt.filter((commit) => commit > place.commit));
      }
    }
  }, 20_000);

  const what = { '23.10': 'is dropped, and stays so', '24.6': 'falls behind, and is given everything' }[
    version
  ];
  it(`that is live and does not take what comes ${what}`, async () => {
    const fromPosition = await appended(aStream(), 1);
    const subscription = client().subscribeToAll({ fromPosition });
    let failure: unknown;
    let caughtUp = false;
    let fellBehind = false;
    const seen = new Set<string>();
    subscription.on('caughtUp', () => (caughtUp = true));
    subscription.on('fellBehind', () => (fellBehind = true));
    subscription.on('error', (error) => (failure = error));
    subscription.on('data', ({ event }) => seen.add(`${event?.streamId} ${event?.revision}`));
    await eventually(() => caughtUp);
    subscription.pause();
    const streams = Array.from({ length: 5 }, aStream);
    for (const stream of streams)
      await client().appendToStream(stream, events(200, { text: 'x'.repeat(1_000) }));
    subscription.resume();
    if (version === '23.10') {
      await eventually(() => failure !== undefined, { deadlineMs: 10_000 });
      expect(failure).toBeInstanceOf(TimeoutError);
      expect(String(failure)).toMatch(/Consumer too slow to handle event while live/);
      return;
    }
    const all = streams.flatMap((stream) => Array.from({ length: 200 }, (_, n) => `${stream} ${n}`));
    await eventually(() => all.every((one) => seen.has(one)), { deadlineMs: 10_000 });
    expect(failure).toBeUndefined();
    expect(fellBehind).toBe(true);
    await subscription.unsubscribe();
  }, 20_000);
});

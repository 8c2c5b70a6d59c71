import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { appended, aStream, codeOf, collect, events } from '../conformance/events.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';

const { double, store, open, drops } = doubled();

const HASTY = { probeAfterMs: 250, giveUpAfterMs: 500, againAfterMs: 250 };

describe('a read', () => {
  it('of an empty log finds nothing, either way', async () => {
    expect(await collect(store().readAll())).toEqual([]);
    expect(await collect(store().readAll({ direction: 'backwards' }))).toEqual([]);
    expect(await store().lastPosition()).toBeUndefined();
  });

  it('without a server is unavailable, and says so while it iterates', async () => {
    await double().stop();
    expect(await codeOf(store().readStream(aStream()))).toBe('unavailable');
    expect(await codeOf(store().lastPosition())).toBe('unavailable');
    expect(await codeOf(collect(store().readAll()))).toBe('unavailable');
  });

  it('from a server that says nothing ends at the deadline', async () => {
    await appended(store(), aStream(), 'no_stream', events(1));
    const hasty = open({ readDeadlineMs: 80 });
    double().faults.frozen = true;
    const late = { code: 'unavailable', message: expect.stringContaining('no answer in 80 ms') };
    await expect(hasty.readStream(aStream())).rejects.toMatchObject(late);
    await expect(hasty.lastPosition()).rejects.toMatchObject(late);
    await expect(collect(hasty.readAll())).rejects.toMatchObject(late);
  });

  it('that stops half-way ends at the deadline, too, however slowly it is consumed', async () => {
    await appended(store(), aStream(), 'no_stream', events(1_000));
    const hasty = open({ readDeadlineMs: 500, silence: HASTY });
    let taken = 0;
    const work = (async () => {
      for await (const _ of hasty.readAll()) {
        taken += 1;
        if (taken === 10) double().faults.frozen = true;
        if (taken % 200 === 0) await new Promise((resolve) => setTimeout(resolve, 600)); // no fault of the server's
      }
    })();
    expect(await codeOf(work)).toBe('unavailable');
    expect(taken).toBeGreaterThanOrEqual(10);
    expect(taken).toBeLessThan(1_000);
  });

  it.each(['forwards', 'backwards'] as const)(
    'whose server looks for ours for longer than the deadline waits for what it finds (%s)',
    async (direction) => {
      const [first, last] = [aStream('ours'), aStream('ours')];
      await appended(store(), first, 'no_stream', events(1));
      await appended(store(), aStream('theirs'), 'no_stream', events(60));
      await appended(store(), last, 'no_stream', events(1));
      const patient = open({ categories: ['ours'], readDeadlineMs: 200, silence: HASTY });
      double().faults.skipMs = 15;
      const began = performance.now();
      const found = await collect(patient.readAll({ direction }));
      expect(performance.now() - began).toBeGreaterThan(HASTY.giveUpAfterMs); // a server that answers is not given up
      const streams = found.map(({ stream }) => stream);
      expect(direction === 'forwards' ? streams : streams.toReversed()).toEqual([first, last]);
    },
  );

  it('whose server freezes while it looks for ours ends when the connection has been silent', async () => {
    await appended(store(), aStream('theirs'), 'no_stream', events(100));
    const patient = open({ categories: ['ours'], readDeadlineMs: 1_000, silence: HASTY });
    double().faults.skipMs = 15;
    const work = codeOf(collect(patient.readAll()));
    await eventually(() => double().reads.size > 0);
    double().faults.frozen = true;
    expect(await work).toBe('unavailable');
  });

  it('is let go when the consumer leaves', async () => {
    await appended(store(), aStream(), 'no_stream', events(1_000));
    for await (const { position } of store().readAll()) if (position > 0n) break;
    await eventually(() => double().reads.size === 0);
  });
});

describe('closing', () => {
  it('ends a read whose consumer stands still in the middle of it', async () => {
    await appended(store(), aStream(), 'no_stream', events(1_000));
    const reading = store().readAll()[Symbol.asyncIterator]();
    await reading.next();
    await store().close();
    await expect(reading.next()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/closed/),
    });
    await eventually(() => double().reads.size === 0);
  });

  it('ends reads that wait for an answer', async () => {
    double().faults.frozen = true;
    const reads = [store().readStream(aStream()), store().lastPosition(), collect(store().readAll())];
    const ends = Promise.allSettled(reads);
    await new Promise(setImmediate);
    await store().close();
    for (const end of await ends)
      expect(end).toMatchObject({
        status: 'rejected',
        reason: { code: 'unavailable', message: expect.stringMatching(/closed/) },
      });
  });

  it('waits neither for a server that is looked for nor for the end of a pause', async () => {
    const query = 'tls=false&discoveryInterval=100&maxDiscoverAttempts=5';
    const nowhere = open({ connectionString: `esdb://127.0.0.1:1,127.0.0.1:2?${query}` });
    const away = open({
      connectionString: 'esdb://127.0.0.1:1?tls=false',
      backOff: { firstMs: 60_000, capMs: 60_000 },
    });
    const { signal } = new AbortController();
    const ends = [
      nowhere.readStream(aStream()).catch(String),
      codeOf(collect(nowhere.subscribeToAll({ signal }))),
      codeOf(collect(away.subscribeToAll({ signal }))),
    ];
    await eventually(() => drops.length > 0);
    const began = performance.now();
    await Promise.all([nowhere.close(), away.close()]);
    expect(await Promise.all(ends)).toEqual([expect.stringContaining('closed'), 'no error', 'no error']);
    expect(performance.now() - began).toBeLessThan(5_000);
    await new Promise((resolve) => setTimeout(resolve, 600)); // the client's search goes on, and cannot be stopped
  });
});

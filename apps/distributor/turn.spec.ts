import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import mongoose from 'mongoose';
import { eventually } from '#test/support/eventually.js';
import { mongoUnderTest } from '#test/support/mongo-under-test.js';
import { leasedTurn } from './turn.js';

jest.setTimeout(30_000);

describe('turns of several distributors', () => {
  let stops: [AbortController, AbortController];
  beforeEach(() => void (stops = [new AbortController(), new AbortController()]));
  afterEach(() => stops.forEach((stop) => stop.abort()));

  it('are had by one at a time, and go on when it ends', async () => {
    const mongo = await mongoUnderTest();
    const connection = await mongo.connect();
    const working = new Set<number>();
    let most = 0;
    const ends = stops.map((stop, n) =>
      leasedTurn(connection, { ready: Promise.resolve(), lengthMs: 200 })(async (held) => {
        working.add(n);
        most = Math.max(most, working.size);
        if (!held.aborted) await new Promise((resolve) => held.addEventListener('abort', resolve));
        working.delete(n);
      }, stop.signal),
    );
    await eventually(() => working.size === 1);
    const [first = 0] = working;
    stops[first]?.abort();
    await eventually(() => working.has(1 - first));
    stops[1 - first]?.abort();
    await Promise.all(ends);
    expect(most).toBe(1);
    await mongo.stop();
  });

  it('are not asked for before the database is there, and ended before that they do nothing', async () => {
    const away = mongoose.createConnection();
    const [stop] = stops;
    const turn = leasedTurn(away, { ready: new Promise(() => undefined) });
    const ended = turn(() => Promise.reject(new Error('had its turn')), stop.signal);
    expect(await Promise.race([ended, new Promise((resolve) => setImmediate(resolve, 'waits'))])).toBe(
      'waits',
    );
    stop.abort();
    await ended;
  });
});

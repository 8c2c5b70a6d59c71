import { describe, expect, it } from '@jest/globals';
import { mongoUnderTest } from '#test/support/mongo-under-test.js';
import { eventually } from '#test/support/eventually.js';
import { leasedTurn } from './turn.js';

describe('turns of several distributors', () => {
  it('go from one that ends to the next, and are never had by two', async () => {
    const mongo = await mongoUnderTest();
    const connection = await mongo.connect();
    let working = 0;
    let most = 0;
    let turns = 0;
    const stops = [new AbortController(), new AbortController(), new AbortController()];
    const ends = stops.map((stop) =>
      leasedTurn(connection, 200)(async (held) => {
        turns += 1;
        working += 1;
        most = Math.max(most, working);
        await new Promise((resolve) => held.addEventListener('abort', resolve));
        working -= 1;
        stop.abort();
      }, stop.signal),
    );
    for (let n = 1; n <= stops.length; n += 1) {
      await eventually(() => turns === n && working === 1);
      // Whoever it is: only one of them is told, and by the one who ends them all.
      await connection.collection('leases').updateOne({}, { $set: { holder: 'somebody else' } });
      await eventually(() => working === 0);
    }
    await Promise.all(ends);
    expect(most).toBe(1);
    await mongo.stop();
  });
});

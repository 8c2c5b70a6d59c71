import { describe, expect, it } from '@jest/globals';
import { backOffMs, jitteredBackOffMs, pause } from './back-off.js';

const backOff = { firstMs: 100, capMs: 1_000 };

describe('a back-off', () => {
  it('doubles from the first to the cap', () => {
    expect([1, 2, 3, 4, 5, 1_000_000].map((failures) => backOffMs(failures, backOff))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
  });

  it('with jitter lies between half of it and all of it', () => {
    expect(jitteredBackOffMs(2, backOff, () => 0)).toBe(100);
    expect(jitteredBackOffMs(2, backOff, () => 1)).toBe(200);
  });

  it('ends at once when it is aborted', async () => {
    const abort = new AbortController();
    const paused = pause(60_000, abort.signal);
    abort.abort();
    await expect(paused).resolves.toBeUndefined();
    await expect(pause(60_000, abort.signal)).resolves.toBeUndefined();
    await expect(pause(1, new AbortController().signal)).resolves.toBeUndefined();
  });
});

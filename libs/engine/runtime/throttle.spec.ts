import { describe, expect, it } from '@jest/globals';
import { Throttle } from './throttle.js';

const { signal } = new AbortController();

describe('a throttle', () => {
  it('lets the first through at once, and the next when their turn has come', async () => {
    const throttle = new Throttle(2_000);
    const began = performance.now();
    await throttle.take(200, signal);
    expect(performance.now() - began).toBeLessThan(80);
    for (let page = 0; page < 3; page += 1) await throttle.take(200, signal);
    expect(performance.now() - began).toBeGreaterThanOrEqual(290);
  });

  it('does not make up for time it was not asked in', async () => {
    const throttle = new Throttle(1_000_000);
    await throttle.take(1, signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const began = performance.now();
    for (let page = 0; page < 3; page += 1) await throttle.take(20_000, signal);
    expect(performance.now() - began).toBeGreaterThanOrEqual(35);
  });

  it('is not waited for once it is over', async () => {
    const throttle = new Throttle(1);
    await throttle.take(1_000, signal);
    const began = performance.now();
    await throttle.take(1_000, AbortSignal.abort());
    expect(performance.now() - began).toBeLessThan(500);
  });
});

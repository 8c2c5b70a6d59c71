import { describe, expect, it } from '@jest/globals';
import { retryUntilAborted } from './retry-until-aborted.js';

const SOON = { firstMs: 1, capMs: 2 };

describe('insist', () => {
  it('tries again until the work succeeds, and tells of each failure', async () => {
    const told: unknown[] = [];
    let attempts = 0;
    const work = async () => {
      attempts += 1;
      if (attempts < 3) throw new Error(`failure ${attempts}`);
    };
    await retryUntilAborted(work, new AbortController().signal, (error) => told.push(String(error)), SOON);
    expect(told).toEqual(['Error: failure 1', 'Error: failure 2']);
  });

  it('ends when it is told to, without success', async () => {
    const stop = new AbortController();
    let attempts = 0;
    const work = () => {
      attempts += 1;
      if (attempts === 2) stop.abort();
      return Promise.reject(new Error('away'));
    };
    await retryUntilAborted(work, stop.signal, () => undefined, SOON);
    expect(attempts).toBe(2);
  });

  it('does not begin after the end', async () => {
    let begun = false;
    await retryUntilAborted(
      async () => {
        begun = true;
      },
      AbortSignal.abort(),
      () => undefined,
    );
    expect(begun).toBe(false);
  });
});

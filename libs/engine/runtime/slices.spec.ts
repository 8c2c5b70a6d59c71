import { describe, expect, it } from '@jest/globals';
import { Slices } from './slices.js';

describe('work in slices', () => {
  it('ends a slice at its length, and begins the next when everybody else had a turn', async () => {
    let now = 0;
    const slices = new Slices(10, () => now);
    now = 9;
    expect(slices.over).toBe(false);
    now = 10;
    expect(slices.over).toBe(true);
    let others = 0;
    setImmediate(() => {
      others += 1;
      now = 25;
    });
    await slices.next();
    expect(others).toBe(1);
    expect(slices.over).toBe(false);
    now = 35;
    expect(slices.over).toBe(true);
  });
});

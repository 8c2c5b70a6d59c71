import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { percentile } from './percentile.js';
import { shown, suppressed } from './suppression.js';

const cells = (counts: Record<string, number>, k = 5) => suppressed(new Map(Object.entries(counts)), k);

describe('a count', () => {
  it.each([
    [0, 0],
    [1, null],
    [4, null],
    [5, 5],
  ])('of %d people is shown as %p when k is 5', (count, expected) => {
    expect(shown(count, 5)).toBe(expected);
  });

  it('is always shown when k is 1', () => {
    expect(shown(1, 1)).toBe(1);
  });
});

describe('a breakdown', () => {
  it('is shown as it is when all its cells are large, or empty', () => {
    expect(cells({ a: 5, b: 90, c: 0 })).toEqual({ a: 5, b: 90, c: 0 });
  });

  it('hides a second cell so that the total does not give the first away', () => {
    expect(cells({ a: 2, b: 9, c: 50 })).toEqual({ a: null, b: null, c: 50 });
  });

  it('hides a third when two together are still too few', () => {
    expect(cells({ a: 1, b: 2, c: 9, d: 50 })).toEqual({ a: null, b: null, c: null, d: 50 });
  });

  it('never shows a small cell, nor hides one alone or fewer than k people beside a total that is shown', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 8 }), fc.integer({ min: 1, max: 6 }), (counts, k) => {
        const result = Object.values(suppressed(new Map(counts.map((count, i) => [`c${i}`, count])), k));
        const hidden = counts.filter((_, i) => result[i] === null);
        const total = counts.reduce((sum, count) => sum + count, 0);
        expect(result.some((cell) => cell !== null && cell > 0 && cell < k)).toBe(false);
        if (hidden.length === 0 || total < k) return;
        expect(hidden.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(k);
        if (counts.filter((count) => count > 0).length > 1) expect(hidden.length).toBeGreaterThan(1);
      }),
    );
  });
});

describe('a percentile', () => {
  it('is the nearest rank over values with their counts', () => {
    const counts = [
      [30, 1],
      [10, 5],
      [20, 4],
    ] as const;
    expect(percentile(counts, 0.5)).toBe(10);
    expect(percentile(counts, 0.51)).toBe(20);
    expect(percentile(counts, 0.9)).toBe(20);
    expect(percentile(counts, 1)).toBe(30);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { deepEqual } from './deep-equal.js';

describe('two plain values say the same', () => {
  it('whatever the order of their fields', () => {
    expect(deepEqual({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toBe(true);
  });

  it('when a field is undefined in one and absent in the other', () => {
    expect(deepEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(deepEqual({ a: 1, b: null }, { a: 1 })).toBe(false);
  });

  it('when a text is composed in one and not in the other', () => {
    expect(deepEqual({ centre: 'Caf\u00E9' }, { centre: 'Cafe\u0301' })).toBe(true);
    expect(deepEqual(['\u0622'], ['\u0627\u0653'])).toBe(true);
    expect(deepEqual('Caf\u00E9', 'Cafe')).toBe(false);
  });

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [[1], { 0: 1 }],
    [null, {}],
    ['1', 1],
  ])('and %j does not say the same as %j', (a, b) => {
    expect([deepEqual(a, b), deepEqual(b, a)]).toEqual([false, false]);
  });

  it('exactly when their canonical texts are equal', () => {
    const canonical = (value: unknown): string =>
      JSON.stringify(value, (_, part: unknown) =>
        typeof part === 'string'
          ? part.normalize('NFC')
          : typeof part === 'object' && part !== null && !Array.isArray(part)
            ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
            : part,
      );
    const json = fc.jsonValue({ maxDepth: 3 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(
        json,
        json,
        (a, b) => deepEqual(a, a) && deepEqual(a, b) === (canonical(a) === canonical(b)),
      ),
    );
  });
});

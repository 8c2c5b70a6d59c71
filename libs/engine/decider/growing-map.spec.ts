import { afterEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { GrowingMap } from './growing-map.js';

describe('a map that grows', () => {
  it('is, at every step and from every step gone on from, what copying a map would have given', () => {
    const step = fc.record({ from: fc.nat(), key: fc.nat(8), value: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const grown = [GrowingMap.of<number, number>()];
        const copied = [new Map<number, number>()];
        for (const { from, key, value } of steps) {
          const at = from % grown.length;
          grown.push((grown[at] ?? GrowingMap.of()).with(key, value));
          copied.push(new Map(copied[at]).set(key, value));
        }
        for (const [at, map] of grown.entries()) {
          const expected = copied[at] ?? new Map<number, number>();
          expect([...map]).toEqual([...expected]);
          expect(map.values()).toEqual([...expected.values()]);
          expect(map.size).toBe(expected.size);
          for (let key = 0; key <= 8; key += 1) {
            expect(map.get(key)).toBe(expected.get(key));
            expect(map.has(key)).toBe(expected.has(key));
          }
        }
      }),
    );
  });

  it('that is empty is shared by none of those that began from it', () => {
    const empty = GrowingMap.of<string, number>();
    const one = empty.with('a', 1);
    const other = empty.with('b', 2);
    expect([[...empty], [...one], [...other]]).toEqual([[], [['a', 1]], [['b', 2]]]);
  });

  describe('in a line', () => {
    afterEach(() => {
      jest.restoreAllMocks();
    });

    it('writes each entry once', () => {
      const writes = jest.spyOn(Map.prototype, 'set');
      let map = GrowingMap.of<number, number>();
      for (let n = 0; n < 1_000; n += 1) map = map.with(n, n);
      expect(writes).toHaveBeenCalledTimes(1_000);
    });
  });
});

import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Recent } from './recent.js';

it('answers with what was set last or not at all, keeps the latest, and stays bounded', () => {
  const limit = 5;
  const runs = fc.property(fc.array(fc.tuple(fc.nat(12), fc.nat())), (sets) => {
    const recent = new Recent<number, number>(limit);
    const truth = new Map<number, number>();
    for (const [key, value] of sets) {
      recent.set(key, value);
      truth.set(key, value);
      expect(recent.get(key)).toBe(value);
      const known = [...truth].filter(([one]) => recent.get(one) !== undefined);
      expect(known.length).toBeLessThan(2 * limit);
      for (const [one, last] of known) expect(recent.get(one)).toBe(last);
    }
    const latest = [...new Set(sets.map(([key]) => key).toReversed())].slice(0, limit - 1);
    for (const key of latest) expect(recent.get(key)).toBe(truth.get(key));
  });
  fc.assert(runs);
});

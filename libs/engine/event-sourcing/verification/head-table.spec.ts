import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { HeadTable } from './head-table.js';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');

describe('HeadTable', () => {
  it('is a map from names to heads', () => {
    const operation = fc.record({
      name: fc.integer({ min: 0, max: 3_000 }).map(String),
      revision: fc.bigInt(0n, 2n ** 63n - 1n),
      known: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 3_000, size: 'max' }), (operations) => {
        const table = new HeadTable();
        const map = new Map<string, unknown>();
        for (const { name, revision, known } of operations) {
          const head = { revision, hash: known ? sha(`${name}@${revision}`) : '' };
          table.set(sha(name), head);
          map.set(name, head);
        }
        expect(table.size).toBe(map.size);
        for (const [name, head] of map) expect(table.get(sha(name))).toEqual(head);
        expect(table.get(sha('never'))).toBeUndefined();
      }),
      { numRuns: 4 },
    );
  });

  it('equals another with the same heads, in whatever order they came, and none with another head or one more', () => {
    const names = fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }).map(String), {
      minLength: 1,
      maxLength: 1_500,
      size: 'max',
    });
    const tableOf = (of: readonly string[]) => {
      const table = new HeadTable();
      for (const name of of) table.set(sha(name), { revision: BigInt(name.length), hash: sha(name) });
      return table;
    };
    fc.assert(
      fc.property(names, fc.nat(), (of, n) => {
        const one = tableOf(of);
        const other = tableOf(of.toReversed());
        expect([one.equals(other), other.equals(one)]).toEqual([true, true]);
        const changed = of[n % of.length] ?? '';
        other.set(sha(changed), { revision: BigInt(changed.length), hash: sha('something else') });
        expect([one.equals(other), other.equals(one)]).toEqual([false, false]);
        const further = tableOf(of);
        further.set(sha(changed), { revision: BigInt(changed.length) + 1n, hash: sha(changed) });
        expect([one.equals(further), further.equals(one)]).toEqual([false, false]);
        const more = tableOf([...of, 'one more']);
        expect([one.equals(more), more.equals(one)]).toEqual([false, false]);
      }),
      { numRuns: 20 },
    );
  });
});

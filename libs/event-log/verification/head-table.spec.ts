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
});

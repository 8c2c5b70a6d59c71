import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { assignSticky, type Holding } from './sticky-assigner.js';

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

const group = fc
  .record({ partitions: fc.integer({ min: 0, max: 40 }), members: fc.integer({ min: 1, max: 12 }) })
  .chain(({ partitions, members }) =>
    fc.record({
      partitions: fc.constant(numbers(partitions)),
      // Claims may overlap, and be of partitions there are not.
      holdings: fc.tuple(
        ...numbers(members).map((member) =>
          fc
            .uniqueArray(fc.integer({ min: 0, max: partitions + 2 }))
            .map((held): Holding => ({ member: `member-${member}`, partitions: held })),
        ),
      ),
    }),
  );

const holdingsOf = (assigned: ReadonlyMap<string, readonly number[]>): Holding[] =>
  [...assigned].map(([member, partitions]) => ({ member, partitions }));

const moved = (before: readonly Holding[], after: ReadonlyMap<string, readonly number[]>): number =>
  before.flatMap(({ member, partitions }) =>
    partitions.filter((partition) => after.get(member)?.includes(partition) !== true),
  ).length;

describe('the assigner', () => {
  it('gives every partition to one member, and no member two more than another', () => {
    fc.assert(
      fc.property(group, ({ partitions, holdings }) => {
        const given = [...assignSticky(partitions, holdings).values()];
        expect(given.flat().sort((a, b) => a - b)).toEqual(partitions);
        const counts = given.map(({ length }) => length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('moves nothing when nothing has changed', () => {
    fc.assert(
      fc.property(group, ({ partitions, holdings }) => {
        const before = holdingsOf(assignSticky(partitions, holdings));
        expect(moved(before, assignSticky(partitions, before))).toBe(0);
      }),
    );
  });

  it('moves only what the one who comes is to have', () => {
    fc.assert(
      fc.property(group, ({ partitions, holdings }) => {
        const before = holdingsOf(assignSticky(partitions, holdings));
        const after = assignSticky(partitions, [...before, { member: 'another', partitions: [] }]);
        expect(moved(before, after)).toBe(after.get('another')?.length);
      }),
    );
  });

  it('moves only what the one who goes had', () => {
    fc.assert(
      fc.property(group, ({ partitions, holdings }) => {
        const [gone, ...others] = holdingsOf(assignSticky(partitions, holdings));
        fc.pre(others.length > 0 && gone !== undefined);
        expect(moved(others, assignSticky(partitions, others))).toBe(0);
      }),
    );
  });
});

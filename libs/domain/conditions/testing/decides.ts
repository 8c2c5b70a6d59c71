import { describe, expect, it } from '@jest/globals';
import type { Condition, Finding } from '../condition.js';
import { findingOf, type Given } from './evidence.js';

export type Row = readonly [
  reason: string,
  state: Finding['state'],
  remedy: Finding['remedy'],
  given: string,
  Given,
];

/** Each row: what is found, and from what. Today is 2026-03-01; a renewal of an employee with all details given. */
export function decides(condition: Condition, rows: readonly Row[]): void {
  describe(condition.title.en, () => {
    it.each(rows)('%s (%s, %s): %s', (reason, state, remedy, _, given) => {
      expect(findingOf(condition, given)).toMatchObject({ reason, state, remedy });
    });

    it('has a case for each of its reasons', () => {
      expect([...new Set(rows.map(([reason]) => reason))].sort()).toEqual(
        Object.keys(condition.reasons).sort(),
      );
    });
  });
}

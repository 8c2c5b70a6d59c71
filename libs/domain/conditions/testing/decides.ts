import { describe, expect, it } from '@jest/globals';
import { committedPolicy } from '../../policy/testing/committed-policy.js';
import type { Condition, Finding } from '../condition.js';
import { evaluateConditions } from '../evaluate.js';
import { evidence, findingOf, type Given } from './evidence.js';

export type Row = readonly [
  reason: string,
  state: Finding['state'],
  remedy: Finding['remedy'],
  given: string,
  Given,
];

/**
 * Each row: what is found, and from what. Today is 2026-03-01; a renewal of an employee with all details given. Together
 * they show everything the condition says of itself: each reason in each state it comes to, and no other; and that time
 * alone changes it, or never does.
 */
export function decides(condition: Condition, rows: readonly Row[]): void {
  describe(condition.title.en, () => {
    it.each(rows)('%s (%s, %s): %s', (reason, state, remedy, _, given) => {
      const finding = findingOf(condition, given);
      expect(finding).toMatchObject({ reason, state, remedy });
      // What there was to know has been erased: it is told again by whoever told it.
      if (reason !== 'erased') expect(finding.owner).toBe(condition.reasons[reason]?.owner);
    });

    it('comes to what each of its reasons says, and to nothing else', () => {
      const said = Object.entries(condition.reasons).flatMap(([reason, { comesTo }]) =>
        comesTo.map((as) => `${reason} ${as}`),
      );
      const shown = rows.map(([reason, state, remedy]) => `${reason} ${asComesTo(state, remedy)}`);
      expect([...new Set(shown)].sort()).toEqual(said.sort());
    });

    it(`is ${condition.overTime === undefined ? 'never ' : ''}changed by time alone`, () => {
      const until = rows.flatMap(([, , , , given]) =>
        evaluateConditions(evidence(given), committedPolicy)
          .filter((row) => row.condition === condition.id)
          .flatMap((row) => row.until ?? []),
      );
      expect(until.length > 0).toBe(condition.overTime !== undefined);
    });
  });
}

function asComesTo(state: Finding['state'], remedy: Finding['remedy']): string {
  return state === 'satisfied' || state === 'not-applicable' ? state : `${state}/${remedy}`;
}

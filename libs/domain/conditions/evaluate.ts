import type { Instant } from '#decider/brand.js';
import type { Policy } from '../policy/policy.js';
import { CONDITIONS } from './all.js';
import type { Evidence, Finding } from './condition.js';
import { edgesAfter, evidenceLater } from './edges.js';
import { deepEqual } from '../kernel/deep-equal.js';
import type { ConditionOutcome } from './outcome.js';

/** Names the whole set of rules a screening or a pre-check used. Changes when a condition's version does. */
export const RULE_VERSION = '2026.5';

/**
 * The board: every condition against the evidence, in the order of the regulation, each with the moment at which time
 * alone changes what it comes to.
 */
export function evaluateConditions(evidence: Evidence, policy: Policy): readonly ConditionOutcome[] {
  const later = edgesAfter(evidence, policy).map((edge) => evidenceLater(evidence, edge));
  return CONDITIONS.map((condition) => {
    const finding = condition.evaluate(evidence, policy);
    const change = firstChange(later, finding, (then) => condition.evaluate(then, policy));
    return {
      condition: condition.id,
      owner: condition.owner,
      ruleVersion: condition.version,
      checkedAt: evidence.at,
      ...finding,
      ...change,
    };
  });
}

/** When time alone changes what was found, and to what. */
function firstChange(
  later: readonly Evidence[],
  finding: Finding,
  find: (then: Evidence) => Finding,
): Pick<ConditionOutcome, 'until' | 'becomes'> {
  for (const then of later) {
    const found = find(then);
    const { state, reason, remedy } = found;
    if (!deepEqual(found, finding)) return { until: then.at, becomes: { state, reason, remedy } };
  }
  return {};
}

/** As the board of a case that has ended reads: time changes nothing there. */
export function undated(board: readonly ConditionOutcome[]): readonly ConditionOutcome[] {
  return board.map(({ until: _until, becomes: _becomes, ...row }) => row);
}

/** When time alone changes the first of them; undefined: never. */
export function changesFirst(outcomes: readonly Pick<ConditionOutcome, 'until'>[]): Instant | undefined {
  const [first] = outcomes.flatMap(({ until }) => until ?? []).sort();
  return first;
}

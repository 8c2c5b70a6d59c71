import type { ConditionOutcome } from '../application/events.js';
import type { Policy } from '../policy/policy.js';
import { CONDITIONS } from './all.js';
import type { Evidence } from './condition.js';
import { edgesAfter, evidenceLater } from './edges.js';
import type { Instant } from '../kernel/brand.js';
import { same } from '../kernel/same.js';

/** Names the whole set of rules a screening or a pre-check used. Changes when a condition's version does. */
export const RULE_VERSION = '2026.4';

/**
 * The board: every condition against the evidence, in the order of the regulation, each with the moment at which time
 * alone changes what it comes to.
 */
export function evaluateConditions(evidence: Evidence, policy: Policy): readonly ConditionOutcome[] {
  const later = edgesAfter(evidence, policy).map((edge) => evidenceLater(evidence, edge));
  return CONDITIONS.map((condition) => {
    const finding = condition.evaluate(evidence, policy);
    const until = later.find((then) => !same(condition.evaluate(then, policy), finding))?.at;
    return {
      condition: condition.id,
      owner: condition.owner,
      ruleVersion: condition.version,
      checkedAt: evidence.at,
      ...finding,
      ...(until !== undefined && { until }),
    };
  });
}

/** When time alone changes the first of them; undefined: never. */
export function changesFirst(outcomes: readonly Pick<ConditionOutcome, 'until'>[]): Instant | undefined {
  const [first] = outcomes.flatMap(({ until }) => until ?? []).sort();
  return first;
}

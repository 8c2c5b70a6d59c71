import type { ConditionOutcome } from '../application/events.js';
import type { Policy } from '../policy/policy.js';
import { CONDITIONS } from './all.js';
import type { Evidence } from './condition.js';

/** Names the whole set of rules a screening or a pre-check used. Changes when a condition's version does. */
export const RULE_VERSION = '2026.3';

/** The board: every condition against the evidence, in the order of the regulation. */
export function evaluateConditions(evidence: Evidence, policy: Policy): readonly ConditionOutcome[] {
  return CONDITIONS.map((condition) => ({
    condition: condition.id,
    owner: condition.owner,
    ruleVersion: condition.version,
    checkedAt: evidence.at,
    ...condition.evaluate(evidence, policy),
  }));
}

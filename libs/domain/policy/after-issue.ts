import type { Day } from '../kernel/brand.js';
import { valueAt } from './dated.js';
import type { Policy } from './policy.js';

type Rules = { readonly rules: Pick<Policy['rules'], 'afterIssue'> };

/** What each ground does to an identity on that day, in one text: the same as long as nothing of it changes. */
export function afterIssueOn({ rules }: Rules, day: Day): string {
  return Object.entries(rules.afterIssue)
    .map(([kind, effects]) => `${kind}: ${valueAt(effects, day)}`)
    .sort()
    .join(', ');
}

/** The first day after that one on which any ground does something else; undefined: there is none. */
export function afterIssueChangesOn(policy: Rules, day: Day): Day | undefined {
  const now = afterIssueOn(policy, day);
  const days = Object.values(policy.rules.afterIssue).flatMap((effects) =>
    effects.flatMap(({ validFrom }) => (validFrom > day ? [validFrom] : [])),
  );
  return days.sort().find((then) => afterIssueOn(policy, then) !== now);
}

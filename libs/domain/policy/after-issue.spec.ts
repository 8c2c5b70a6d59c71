import { describe, expect, it } from '@jest/globals';
import type { Day } from '../kernel/brand.js';
import { afterIssueChangesOn, afterIssueOn } from './after-issue.js';
import type { Dated, Series } from './dated.js';
import type { GroundEffect } from './policy.js';
import { committedPolicy } from './testing/committed-policy.js';

const day = (text: string) => text as Day;
const entry = (value: GroundEffect, validFrom: string): Dated<GroundEffect> => ({
  value,
  validFrom: day(validFrom),
  source: 'circular',
  confidence: 'ours',
});
const violations = (...series: Series<GroundEffect>) => ({
  rules: { afterIssue: { ...committedPolicy.rules.afterIssue, 'violations-outstanding': series } },
});

describe('what grounds do to identities that were issued', () => {
  it('is the same text on every day until a figure changes, and another from that day on', () => {
    const policy = violations(entry('nothing', '2020-01-01'), entry('suspends', '2027-01-01'));
    expect(afterIssueOn(policy, day('2020-01-01'))).toBe(afterIssueOn(policy, day('2026-12-31')));
    expect(afterIssueOn(policy, day('2026-12-31'))).toContain('violations-outstanding: nothing');
    expect(afterIssueOn(policy, day('2027-01-01'))).toContain('violations-outstanding: suspends');
  });

  it('changes on the day of the next figure that says something else', () => {
    const policy = violations(
      entry('nothing', '2020-01-01'),
      entry('nothing', '2026-06-01'), // its source changed
      entry('suspends', '2027-01-01'),
      entry('nothing', '2028-01-01'),
    );
    expect(afterIssueChangesOn(policy, day('2026-01-01'))).toBe('2027-01-01');
    expect(afterIssueChangesOn(policy, day('2026-12-31'))).toBe('2027-01-01');
    expect(afterIssueChangesOn(policy, day('2027-01-01'))).toBe('2028-01-01');
    expect(afterIssueChangesOn(policy, day('2028-01-01'))).toBeUndefined();
  });

  it('does not change on the day of the first figure: before it, it is the earliest known', () => {
    const policy = violations(entry('suspends', '2027-01-01'));
    expect(afterIssueChangesOn(policy, day('2026-01-01'))).toBeUndefined();
  });
});

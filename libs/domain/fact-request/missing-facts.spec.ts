import { describe, expect, it } from '@jest/globals';
import { missingFacts } from './missing-facts.js';

const waiting = {
  condition: 'medical-passed',
  state: 'pending',
  remedy: 'wait',
  reason: 'not-reported',
  owner: 'medical-centres',
} as const;

describe('what a case misses', () => {
  it('is what a service has to report that can be asked', () => {
    expect(missingFacts([waiting])).toEqual([
      { condition: 'medical-passed', service: 'medical-centres', reason: 'not-reported' },
    ]);
  });

  it.each([
    ['what the applicant has to tell', { ...waiting, remedy: 'applicant' as const }],
    ['what is known not to hold', { ...waiting, state: 'failed' as const }],
    ['a payment', { ...waiting, condition: 'fees-paid' as const, owner: 'treasury' as const }],
    ['a directive', { ...waiting, condition: 'directives-met' as const, owner: 'directives-desk' as const }],
  ])('is not %s', (_, outcome) => {
    expect(missingFacts([outcome])).toEqual([]);
  });
});

import type { ConditionOutcome } from '#domain/conditions/outcome.js';
import { describe, expect, it } from '@jest/globals';
import type { StatusRequest } from '#read-models/application-status/document.js';
import { at, outcome } from '#domain/testing/case-events.js';
import { withAsked } from './asked.js';
import { boardIn } from './board.js';

const waits: ConditionOutcome = outcome({
  condition: 'account-active',
  state: 'pending',
  reason: 'account-not-reported',
  owner: 'accounts',
  remedy: 'wait',
});
const request: StatusRequest = {
  request: 1,
  personal: { condition: 'account-active' },
  since: at(10),
  askedAt: at(30),
  asking: 2,
  escalatedAt: null,
};
const shown = (row: ConditionOutcome, of: StatusRequest, language: 'ar' | 'en' = 'en') =>
  withAsked(language, boardIn(language, [row], new Map()), [of])[0];

describe('a row of the board that waits for a service', () => {
  it('says since when and when the service was asked', () => {
    const asked = { since: at(10), lastAskedAt: at(30), times: 2, lateSince: null };
    expect(shown(waits, request)?.asked).toEqual({ ...asked, says: expect.any(String) });
  });

  it('says it in other words once the answer is late, in both languages', () => {
    const late = { ...request, escalatedAt: at(90) };
    for (const language of ['ar', 'en'] as const) {
      expect(shown(waits, late, language)?.asked?.lateSince).toBe(at(90));
      const [words, before] = [shown(waits, late, language), shown(waits, request, language)];
      expect(words?.asked?.says).not.toBe(before?.asked?.says);
    }
    expect(shown(waits, late, 'ar')?.asked?.says).toMatch(/\p{Script=Arabic}/u);
  });

  it('says nothing when the case knows it already, when another was asked, or when nobody can say any more', () => {
    const known = { ...waits, state: 'satisfied', reason: 'account-active', remedy: 'nothing' } as const;
    expect(shown(known, request)).not.toHaveProperty('asked');
    expect(shown(waits, { ...request, personal: { condition: 'no-violations' } })).not.toHaveProperty(
      'asked',
    );
    expect(shown(waits, { ...request, personal: 'erased' })).not.toHaveProperty('asked');
  });
});

import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import type { FactRequestEvent } from './events.js';
import {
  decideAsk,
  decideWhenDue,
  factRequestDecider,
  type FactRequestState,
  type MissingFact,
  nextDue,
} from './fact-request.js';

// No parser has to see these.
const hour = (hours: number) => new Date(Date.UTC(2026, 2, 1) + hours * 3_600_000).toISOString() as Instant;
const termsOf = () => ({ firstAgainHours: 24, times: 3, serviceLevelHours: 120 });
const medical: MissingFact = {
  condition: 'medical-passed',
  service: 'medical-centres',
  reason: 'not-reported',
};
const account: MissingFact = { condition: 'account-active', service: 'accounts', reason: 'not-reported' };
const identity = 'iqama:2000000001';

const after = (state: FactRequestState, events: readonly FactRequestEvent[]) =>
  events.reduce(factRequestDecider.evolve, state);
const ask = (state: FactRequestState, missing: readonly MissingFact[], hours: number) =>
  decideAsk(state, { missing, identity, at: hour(hours) }, termsOf);
const asked = after(factRequestDecider.initialState, ask(factRequestDecider.initialState, [medical], 0));
const due = (state: FactRequestState, hours: number) => decideWhenDue(state, hour(hours), termsOf);

describe('a fact that a case misses', () => {
  it('is asked for once, with no more of the person than their number, sealed', () => {
    expect(ask(factRequestDecider.initialState, [medical], 0)).toEqual([
      {
        type: 'FactRequested',
        data: {
          request: 1,
          service: 'medical-centres',
          escalatesAt: hour(120),
          askAgainAt: hour(24),
          askedAt: hour(0),
        },
        personal: { condition: 'medical-passed', reason: 'not-reported', identity },
      },
    ]);
    expect(ask(asked, [medical], 1)).toEqual([]);
    expect(ask(asked, [{ ...medical, reason: 'expired' }], 1)).toEqual([]);
  });

  it('is asked for again with growing waits, a number of times, and escalated once', () => {
    expect(due(asked, 23)).toEqual([]);
    const second = after(asked, due(asked, 24));
    expect(second.open[0]).toMatchObject({ asking: 2, askedAt: hour(24), askAgainAt: hour(72) });
    expect(due(second, 24)).toEqual([]);
    const third = after(second, due(second, 72));
    expect(third.open[0]).toMatchObject({ asking: 3, since: hour(0), askAgainAt: undefined });
    expect(nextDue(third, 1)).toBe(hour(120));
    const late = due(third, 120);
    expect(late).toEqual([{ type: 'FactRequestEscalated', data: { request: 1, escalatedAt: hour(120) } }]);
    expect(nextDue(after(third, late), 1)).toBeUndefined();
    expect(due(after(third, late), 999)).toEqual([]);
  });

  it('is not asked for any more once it is answered: the deadline finds nothing', () => {
    const answered = ask(asked, [], 5);
    expect(answered).toEqual([
      { type: 'FactRequestEnded', data: { request: 1, why: 'answered', endedAt: hour(5) } },
    ]);
    expect(due(after(asked, answered), 999)).toEqual([]);
    expect(nextDue(after(asked, answered), 1)).toBeUndefined();
  });

  it('is not needed any more once the case has ended or the person was erased', () => {
    const over = { missing: [medical, account], identity: undefined, at: hour(5) };
    expect(decideAsk(asked, over, termsOf)).toEqual([
      { type: 'FactRequestEnded', data: { request: 1, why: 'not-needed', endedAt: hour(5) } },
    ]);
  });

  it('missed again later, is another request with a number of its own', () => {
    const answered = after(asked, ask(asked, [], 5));
    expect(after(answered, ask(answered, [medical, account], 9)).open).toMatchObject([
      { request: 2, personal: { condition: 'medical-passed' } },
      { request: 3, personal: { condition: 'account-active' } },
    ]);
  });

  it('is not asked for again of a person who was erased, and still escalated', () => {
    const erased = { ...asked, open: asked.open.map((one) => ({ ...one, personal: 'erased' as const })) };
    expect(nextDue(erased, 1)).toBe(hour(120));
    expect(due(erased, 130)).toEqual([
      { type: 'FactRequestEscalated', data: { request: 1, escalatedAt: hour(130) } },
    ]);
  });
});

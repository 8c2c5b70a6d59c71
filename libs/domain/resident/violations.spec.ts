import { describe, expect, it } from '@jest/globals';
import { NAMED_FACTS } from '../kernel/rests-on.js';
import type { RecordedFact } from './file.js';
import { FactsInForce } from './in-force.js';
import { instant } from './testing/arbitrary-fact.js';
import { violationsOf } from './violations.js';

/** Facts with ids `f0`, `f1` … that took effect one after the other. */
function after(...said: readonly (readonly ['recorded' | 'objected' | 'settled', string])[]) {
  return said.map(([what, violationId], index): RecordedFact => {
    const at = instant(`2026-03-01T09:00:00.${String(index).padStart(3, '0')}Z`);
    const name = { source: '/traffic', id: `f${index}`, effective: at, received: at };
    return what === 'recorded'
      ? { ...name, kind: 'violation-recorded', content: { violationId, amount: 30000 } }
      : { ...name, kind: `violation-${what}`, content: { violationId } };
  });
}

const stateOf = (facts: readonly RecordedFact[]) => violationsOf(new FactsInForce(facts));

describe('violations', () => {
  it('are told apart by their ids, and those that are open count', () => {
    expect(stateOf(after(['recorded', 'v1'], ['recorded', 'v2'], ['settled', 'v1']))).toEqual({
      state: 'outstanding',
      factIds: ['f1'],
      erased: undefined,
    });
  });

  it('are told apart by their ids in whatever form they were written', () => {
    const facts = after(['recorded', 'Caf\u00E9-1'], ['settled', 'Cafe\u0301-1']);
    expect(stateOf(facts)).toMatchObject({ state: 'none', factIds: ['f0', 'f1'] });
  });

  it('that were settled stay so, whatever is heard of them afterwards', () => {
    expect(stateOf(after(['settled', 'v1'], ['objected', 'v1'], ['recorded', 'v1']))).toMatchObject({
      state: 'none',
      factIds: ['f0', 'f1', 'f2'],
    });
  });

  it('under objection are not settled', () => {
    expect(stateOf(after(['objected', 'v1'], ['recorded', 'v1'])).state).toBe('contested');
    expect(stateOf(after(['objected', 'v1'], ['recorded', 'v2'])).state).toBe('outstanding');
  });

  it('that were erased are neither there nor not there', () => {
    const [one, other] = after(['recorded', 'v1'], ['recorded', 'v2']);
    const erased = { ...one, content: 'erased' } as RecordedFact;
    expect(stateOf([erased, other as RecordedFact])).toEqual({
      state: 'outstanding',
      factIds: ['f1'],
      erased: { factIds: ['f0'] },
    });
  });

  it('name the facts that took effect last, in their order, whatever order they came in', () => {
    const many = Array.from({ length: 500 }, (_, n) => ['recorded', `v${n % 300}`] as const);
    const facts = after(...many);
    const last = facts.slice(-NAMED_FACTS).map(({ id }) => id);
    for (const order of [facts, facts.toReversed(), facts.toSorted((a, b) => (a.id < b.id ? -1 : 1))]) {
      expect(stateOf(order)).toMatchObject({ factIds: last, factsLeftOut: 500 - NAMED_FACTS });
    }
  });

  it('leave out none as long as there are few', () => {
    const facts = (count: number) =>
      after(...Array.from({ length: count }, (_, n) => ['recorded', `v${n}`] as const));
    expect(stateOf(facts(NAMED_FACTS))).not.toHaveProperty('factsLeftOut');
    expect(stateOf(facts(NAMED_FACTS + 1))).toMatchObject({ factsLeftOut: 1 });
  });
});

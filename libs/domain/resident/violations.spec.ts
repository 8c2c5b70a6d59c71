import { describe, expect, it } from '@jest/globals';
import type { Fact } from './facts.js';
import { instant } from './testing/arbitrary-fact.js';
import { violationsOf } from './violations.js';

function said(id: string, what: 'recorded' | 'objected' | 'settled', violationId: string): Fact {
  const at = instant('2026-03-01T09:00:00Z');
  const name = { source: '/traffic', id, effective: at, received: at };
  return what === 'recorded'
    ? { ...name, kind: 'violation-recorded', content: { violationId, amount: 30000 } }
    : { ...name, kind: `violation-${what}`, content: { violationId } };
}

describe('violations', () => {
  it('are told apart by their ids', () => {
    expect(
      violationsOf([said('1', 'recorded', 'v1'), said('2', 'recorded', 'v2'), said('3', 'settled', 'v1')]),
    ).toEqual({
      known: [
        { violationId: 'v1', state: 'settled', factIds: ['1', '3'] },
        { violationId: 'v2', state: 'outstanding', factIds: ['2'] },
      ],
      erased: [],
    });
  });

  it('that were settled stay so, whatever is heard of them afterwards', () => {
    const facts = [said('1', 'settled', 'v1'), said('2', 'objected', 'v1'), said('3', 'recorded', 'v1')];
    expect(violationsOf(facts).known).toMatchObject([{ state: 'settled' }]);
  });

  it('under objection are not settled', () => {
    expect(violationsOf([said('1', 'objected', 'v1'), said('2', 'recorded', 'v1')]).known).toMatchObject([
      { state: 'objected' },
    ]);
  });

  it('that were erased are neither there nor not there', () => {
    const erased = { ...said('1', 'recorded', 'v1'), content: 'erased' } as const;
    expect(violationsOf([erased as never, said('2', 'recorded', 'v2')])).toMatchObject({
      known: [{ violationId: 'v2' }],
      erased: ['1'],
    });
  });
});

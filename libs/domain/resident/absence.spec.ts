import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { type Absence, absenceOf as absenceIn, reportsIn } from './absence.js';
import type { Fact } from './facts.js';
import type { RecordedFact } from './file.js';
import { FactsInForce } from './in-force.js';
import { instant } from './testing/arbitrary-fact.js';

type Step = 'reported' | 'confirmed' | 'cancelled' | 'appealed' | 'upheld' | 'dismissed';

const absenceOf = (facts: readonly RecordedFact[]): Absence => absenceIn(new FactsInForce(facts));

/** One step a day, of one report. */
function after(...steps: readonly Step[]) {
  return absenceOf(steps.map((step, index) => fact(step, 'r1', at(index + 1))));
}

function fact(step: Step, reportId: string, effective: Instant): Fact {
  const name = { source: '/labour', id: `${reportId}-${step}`, effective, received: effective };
  if (step === 'upheld' || step === 'dismissed') {
    return { ...name, kind: 'appeal-decided', content: { reportId, outcome: step } };
  }
  return { ...name, kind: `absence-${step}`, content: { reportId } };
}

function at(dayOfMonth: number): Instant {
  return instant(`2026-03-${String(dayOfMonth).padStart(2, '0')}T09:00:00Z`);
}

describe('an absence report', () => {
  it.each<[Step[], Step]>([
    [['reported'], 'reported'],
    [['reported', 'confirmed'], 'confirmed'],
    [['reported', 'cancelled'], 'cancelled'],
    [['reported', 'confirmed', 'cancelled'], 'cancelled'],
    [['reported', 'appealed'], 'appealed'],
    [['reported', 'confirmed', 'appealed'], 'appealed'],
    [['reported', 'appealed', 'confirmed'], 'appealed'],
    [['reported', 'appealed', 'upheld'], 'upheld'],
    [['reported', 'appealed', 'upheld', 'confirmed'], 'upheld'],
    [['reported', 'appealed', 'dismissed'], 'dismissed'],
    [['reported', 'appealed', 'dismissed', 'confirmed'], 'dismissed'],
    [['reported', 'appealed', 'dismissed', 'appealed'], 'appealed'],
    [['reported', 'cancelled', 'confirmed'], 'cancelled'],
    [['confirmed'], 'confirmed'],
    [['cancelled', 'reported'], 'cancelled'],
  ])('after %p is %s', (steps, state) => {
    expect(after(...steps).state).toBe(state);
  });

  it('rests on every fact of it', () => {
    expect(after('reported', 'appealed').factIds).toEqual(['r1-reported', 'r1-appealed']);
  });

  it('takes its steps in their natural order when they take effect at once', () => {
    expect(absenceOf([fact('cancelled', 'r1', at(1)), fact('reported', 'r1', at(1))]).state).toBe(
      'cancelled',
    );
  });

  it('keeps the grace that was stated', () => {
    const graceUntil = at(20);
    const reported: Fact = {
      ...fact('reported', 'r1', at(1)),
      kind: 'absence-reported',
      content: { reportId: 'r1', graceUntil },
    };
    expect(absenceOf([reported, fact('appealed', 'r1', at(2))])).toMatchObject({
      graceUntil,
      reportedAt: at(1),
    });
  });
});

describe('several absence reports', () => {
  it('are told apart by their ids in whatever form they were written', () => {
    expect(
      absenceOf([fact('reported', 'Caf\u00E9', at(1)), fact('cancelled', 'Cafe\u0301', at(2))]).state,
    ).toBe('cancelled');
  });

  it('the gravest counts', () => {
    expect(absenceOf([fact('cancelled', 'r1', at(1)), fact('reported', 'r2', at(2))])).toMatchObject({
      reportId: 'r2',
    });
    expect(absenceOf([fact('appealed', 'r1', at(1)), fact('confirmed', 'r2', at(2))])).toMatchObject({
      reportId: 'r2',
    });
  });

  it('the others that stand are there besides, the gravest first; those that are over are not', () => {
    const several = absenceOf([
      fact('reported', 'r1', at(1)),
      fact('appealed', 'r2', at(2)),
      fact('cancelled', 'r3', at(3)),
      fact('confirmed', 'r4', at(4)),
    ]);
    expect(several).toMatchObject({
      reportId: 'r4',
      besides: [
        { reportId: 'r2', state: 'appealed', factIds: ['r2-appealed'] },
        { reportId: 'r1', state: 'reported', factIds: ['r1-reported'] },
      ],
    });
    expect(reportsIn(several).map(({ reportId }) => reportId)).toEqual(['r4', 'r2', 'r1']);
    const over = absenceOf([fact('upheld', 'r1', at(1)), fact('cancelled', 'r2', at(2))]);
    expect(over).not.toHaveProperty('besides');
    expect(reportsIn(absenceOf([]))).toEqual([]);
  });

  it('erased is not none, unless a report is known that stands', () => {
    const erased = { ...fact('confirmed', 'r1', at(1)), content: 'erased' } as RecordedFact;
    expect(absenceOf([erased])).toEqual({ state: 'erased', factIds: ['r1-confirmed'] });
    for (const step of ['cancelled', 'upheld'] as const)
      expect(absenceOf([erased, fact(step, 'r2', at(2))]).state).toBe('erased');
    for (const step of ['reported', 'appealed', 'dismissed', 'confirmed'] as const)
      expect(absenceOf([erased, fact(step, 'r2', at(2))])).toMatchObject({ state: step, reportId: 'r2' });
  });

  it('none is none', () => {
    expect(absenceOf([])).toEqual({ state: 'none', factIds: [] });
  });
});

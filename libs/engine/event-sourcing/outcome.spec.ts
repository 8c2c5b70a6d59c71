import { describe, expect, it } from '@jest/globals';
import { refuse } from '#decider/decider.js';
import type { Revision } from '#event-store/port.js';
import { answering, carriedOut, type Outcome, unchanged } from './outcome.js';

const REVISION = 3n as Revision; // any

const NOT_DONE: readonly Outcome<{ readonly n: number }>[] = [
  { kind: 'refused', refusal: refuse('not-today') },
  { kind: 'stale', actual: REVISION },
  { kind: 'reused' },
];

describe('an outcome', () => {
  it('that is done says what is asked of the state, and is else the same', () => {
    const done = { ...unchanged({ n: 1 }, REVISION), repeated: true };
    expect(answering(done, ({ n }) => ({ twice: 2 * n }))).toEqual({ ...done, answer: { twice: 2 } });
    expect(carriedOut(done, 'a step')).toBe(done);
  });

  it.each(NOT_DONE)('that is $kind stays so, and is no step', (outcome) => {
    const asked = () => {
      throw new Error('there is no state');
    };
    expect(answering(outcome, asked)).toBe(outcome);
    const why = outcome.kind === 'refused' ? 'not-today' : outcome.kind;
    expect(() => carriedOut(outcome, 'a step')).toThrow(`a step ended as ${why}`);
  });
});

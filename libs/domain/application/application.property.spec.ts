import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isRefusal } from '#decider/decider.js';
import { deepEqual } from '../kernel/deep-equal.js';
import { applicationDecider, isClosed, type ApplicationState } from './application.js';
import type { ApplicationEvent } from './events.js';
import { anyCommand, type Command } from './testing/any-command.js';
import {
  actionRequired,
  approvedByOfficer,
  approvedByRules,
  claimed,
  ready,
  referred,
  rejectedByOfficer,
  sent,
} from './testing/sample-case.js';

const { initialState, evolve } = applicationDecider;

/** A case that has come some way, then anything. */
const history = fc.record({
  from: fc.constantFrom(
    [],
    ready,
    sent,
    actionRequired,
    referred,
    claimed,
    approvedByRules,
    approvedByOfficer,
    rejectedByOfficer,
  ),
  commands: fc.array(anyCommand, { minLength: 3, maxLength: 25, size: 'max' }),
});

interface History {
  readonly from: readonly ApplicationEvent[];
  readonly commands: readonly Command[];
}

interface Step {
  readonly before: ApplicationState;
  readonly asked: Command;
  readonly events: readonly ApplicationEvent[];
  readonly after: ApplicationState;
}

function play({ from, commands }: History): readonly Step[] {
  const steps: Step[] = [];
  let state = from.reduce(evolve, initialState);
  for (const asked of commands) {
    const decision = asked.decide(state);
    const events = isRefusal(decision) ? [] : decision;
    const after = events.reduce(evolve, state);
    steps.push({ before: state, asked, events, after });
    state = after;
  }
  return steps;
}

const always = (holds: (step: Step) => boolean) =>
  fc.assert(
    fc.property(history, (played) => {
      expect(play(played).find((step) => !holds(step))).toBeUndefined();
    }),
    { numRuns: 150 },
  );

describe('whatever is asked of a case, in whatever order', () => {
  it('asking the same again changes nothing', () => {
    always(({ asked, events, after }) => events.length === 0 || deepEqual(asked.decide(after), []));
  });

  it('what has ended stays as it is, unless an officer’s rejection is reopened', () => {
    always(({ before, events }) => {
      if (events.length === 0 || !(isClosed(before) || before.phase === 'abandoned')) return true;
      return before.phase === 'rejected' && events.every(({ type }) => type === 'ApplicationReopened');
    });
  });

  it('an approved case is neither withdrawn nor lapsed', () => {
    always(
      ({ before, after }) => before.phase !== 'approved' || !['withdrawn', 'lapsed'].includes(after.phase),
    );
  });

  it('nothing is issued that was not approved, and nothing approved that was not submitted', () => {
    always(({ before, after }) => {
      if (after.phase === 'issued') return before.phase === 'issued' || before.phase === 'approved';
      return after.phase !== 'approved' || 'submission' in before;
    });
  });

  it('a submitted case keeps the documents it needs and the period it paid for', () => {
    always(({ after }) => {
      if (!('submission' in after)) return true;
      const kinds = new Set(after.documents.map(({ kind }) => kind));
      const samePeriod = after.details?.period === after.submission.fees.period;
      return samePeriod && kinds.has('passport-copy') && kinds.has('photo');
    });
  });

  it('an action required keeps its deadline until it is no longer required', () => {
    always(
      ({ before, after }) =>
        before.phase !== 'action-required' ||
        after.phase !== 'action-required' ||
        after.until === before.until,
    );
  });

  it('no officer decides again on a case whose decision was taken back', () => {
    always(({ before, after }) => {
      if (before.phase !== 'in-review' || before.reversal === undefined || !('by' in after)) return true;
      return after.by.kind === 'rules' || after.by.officer !== before.reversal.decidedBy;
    });
  });
});

describe('the fold', () => {
  it('takes any event in any state', () => {
    const events = fc
      .array(history)
      .map((all) => all.flatMap((played) => [...played.from, ...play(played).flatMap((step) => step.events)]))
      .chain((all) => fc.shuffledSubarray(all));
    fc.assert(
      fc.property(events, (shuffled) => {
        expect(shuffled.reduce(evolve, initialState)).toHaveProperty('phase');
      }),
      { numRuns: 50 },
    );
  });
});

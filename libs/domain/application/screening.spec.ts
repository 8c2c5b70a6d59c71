import { describe, expect, it } from '@jest/globals';
import { given } from '#decider/given.js';
import { applicationDecider, type ApplicationState } from './application.js';
import type { ApplicationEvent } from './events.js';
import { decideScreening } from './screening.js';
import {
  actionRequired,
  appealed,
  approvedByOfficer,
  approvedByRules,
  board,
  claimed,
  confirmed,
  day,
  draft,
  outstanding,
  pending,
  referred,
  rejectedByOfficer,
  screened,
  screening,
  sent,
  terms,
} from './testing/sample-case.js';
import type { ConditionOutcome } from '../conditions/outcome.js';

const application = (...events: readonly ApplicationEvent[]) => given(applicationDecider, ...events);

const screen =
  (outcomes: readonly ConditionOutcome[], resident: readonly number[] = [1], at = day(5)) =>
  (state: ApplicationState) =>
    decideScreening(state, screening(outcomes, resident, at), terms);

const types = (decision: ReturnType<typeof decideScreening>) =>
  Array.isArray(decision) ? decision.map(({ type }: ApplicationEvent) => type) : decision;

describe('the first screening', () => {
  it('approves by the rules when everything is satisfied or does not apply', () => {
    const outcomes = board({ 'sponsor-known': { state: 'not-applicable' } });
    expect(application(...sent).when(screen(outcomes))).toEqual([
      ...screened(screening(outcomes), 'satisfied'),
      {
        type: 'ApplicationApproved',
        data: { by: { kind: 'rules', ruleVersion: '1.0.0' }, approvedAt: day(5) },
      },
    ]);
  });

  it('waits for what somebody else has to report', () => {
    const outcomes = board({ 'medical-passed': pending });
    expect(application(...sent).when(screen(outcomes))).toEqual(screened(screening(outcomes), 'waiting'));
    expect(application(...sent, ...screened(screening(outcomes), 'waiting')).state.phase).toBe('screening');
  });

  it('requires of the applicant what is in the applicant’s hands, by a deadline', () => {
    const outcomes = board({ 'no-violations': outstanding, 'medical-passed': pending });
    expect(application(...sent).when(screen(outcomes))).toEqual([
      ...screened(screening(outcomes), 'action-required'),
      {
        type: 'ActionRequired',
        data: { until: day(35) },
        personal: { conditions: [{ condition: 'no-violations', reason: 'violations-outstanding' }] },
      },
    ]);
  });

  it('refers what needs judgment to an officer, whatever else is open', () => {
    const outcomes = board({ 'no-absence-report': appealed, 'no-violations': outstanding });
    expect(application(...sent).when(screen(outcomes))).toEqual([
      ...screened(screening(outcomes), 'referred'),
      {
        type: 'ReferredToOfficer',
        data: { referredAt: day(5) },
        personal: { reasons: ['absence-appealed'] },
      },
    ]);
  });

  it('rejects on a final ground, whatever else is open', () => {
    const outcomes = board({
      'no-absence-report': confirmed,
      'directives-met': appealed,
      'no-violations': outstanding,
    });
    expect(application(...sent).when(screen(outcomes))).toEqual([
      ...screened(screening(outcomes), 'rejected'),
      {
        type: 'ApplicationRejected',
        data: { by: { kind: 'rules' }, remedy: 'none', rejectedAt: day(5) },
        personal: { reason: 'absence-confirmed' },
      },
    ]);
  });

  it('is not made before submission', () => {
    expect(application(...draft).when(screen(board()))).toMatchObject({ code: 'application-not-submitted' });
  });

  it('is not concluded from a board with a condition left out', () => {
    expect(application(...sent).when(screen(board().slice(1)))).toEqual({
      refused: true,
      code: 'board-incomplete',
      details: [{ at: 'valid-iqama', code: 'condition-not-checked' }],
    });
  });
});

describe('screening again', () => {
  it('changes nothing when nothing new is known', () => {
    const outcomes = board({ 'no-violations': outstanding });
    expect(application(...actionRequired).when(screen(outcomes))).toEqual([]);
    expect(
      application(...actionRequired).when(screen(board({ 'no-violations': outstanding }, day(6)))),
    ).toEqual([]);
  });

  it('writes only the rows of the board that changed', () => {
    const outcomes = board({ 'no-violations': outstanding, 'medical-passed': pending });
    expect(application(...actionRequired).when(screen(outcomes, [2]))).toMatchObject([
      { type: 'ScreeningCompleted', personal: { changed: [{ condition: 'medical-passed', ...pending }] } },
    ]);
  });

  it('records that something new was known, even if it changed nothing', () => {
    const outcomes = board({ 'no-violations': outstanding });
    expect(types(application(...actionRequired).when(screen(outcomes, [2])))).toEqual(['ScreeningCompleted']);
  });

  it('does not extend the applicant’s deadline for another thing to do', () => {
    const outcomes = board({ 'no-violations': outstanding, 'account-active': outstanding });
    expect(application(...actionRequired).when(screen(outcomes, [2], day(20)))).toContainEqual(
      expect.objectContaining({ type: 'ActionRequired', data: expect.objectContaining({ until: day(35) }) }),
    );
  });

  it('gives a new deadline once the first action was done', () => {
    const waiting = board({ 'medical-passed': pending });
    const state = application(...actionRequired, ...screened(screening(waiting, [2], day(6)), 'waiting'));
    expect(state.when(screen(board({ 'account-active': outstanding }), [3], day(20)))).toContainEqual(
      expect.objectContaining({ type: 'ActionRequired', data: expect.objectContaining({ until: day(50) }) }),
    );
  });

  it('approves when the applicant has done it', () => {
    expect(types(application(...actionRequired).when(screen(board(), [2])))).toEqual([
      'ScreeningCompleted',
      'ApplicationApproved',
    ]);
  });

  it('is refused on less than was known before, so that it cannot undo what was found since', () => {
    const onFacts = (...resident: readonly number[]) =>
      application(...sent, ...screened(screening(board(), resident), 'waiting'));
    expect(onFacts(7).when(screen(board(), [6]))).toMatchObject({ code: 'screening-overtaken' });
    expect(types(onFacts(7).when(screen(board(), [10])))).toContain('ApplicationApproved');
    expect(onFacts(7, 2).when(screen(board(), [9, 1]))).toMatchObject({ code: 'screening-overtaken' });
    expect(onFacts(7, 2).when(screen(board(), [9]))).toMatchObject({ code: 'screening-overtaken' });
    expect(types(onFacts(7).when(screen(board(), [7, 2])))).toContain('ApplicationApproved');
  });

  it('is refused on less than was known of the credential held, stream by stream as they lead to each other', () => {
    const found = (held: readonly number[] | undefined) => {
      const { knew, ...rest } = screening(board(), [7]);
      return { ...rest, knew: { ...knew, ...(held !== undefined && { held }) } };
    };
    const again = (before: readonly number[] | undefined, now: readonly number[] | undefined) =>
      application(...sent, ...screened(found(before), 'waiting')).when((state) =>
        decideScreening(state, found(now), terms),
      );
    const overtaken = { code: 'screening-overtaken' };
    expect(again([3], [2])).toMatchObject(overtaken);
    expect(again([3, 4], [3, 3])).toMatchObject(overtaken);
    expect(again([3, 4], [3])).toMatchObject(overtaken);
    // Another credential is held since: its stream is shorter.
    expect(types(again([3, 4], [5, 0]))).toContain('ApplicationApproved');
    expect(types(again([3], [3, 0]))).toContain('ApplicationApproved');
    // A former release did not ask.
    expect(types(again(undefined, [3]))).toContain('ApplicationApproved');
  });

  it('leaves a case that has ended alone', () => {
    expect(application(...rejectedByOfficer).when(screen(board(), [9]))).toEqual([]);
  });
});

describe('screening a case that is with officers', () => {
  it('takes back a referral nobody has looked at when its reason is gone', () => {
    expect(types(application(...referred).when(screen(board(), [2])))).toEqual([
      'ScreeningCompleted',
      'ApplicationApproved',
    ]);
  });

  it('tells the queue when the reason is another', () => {
    const outcomes = board({ 'directives-met': { ...appealed, reason: 'directive-needs-officer' } });
    expect(application(...referred).when(screen(outcomes, [2]))).toContainEqual({
      type: 'ReferredToOfficer',
      data: { referredAt: day(5) },
      personal: { reasons: ['directive-needs-officer'] },
    });
  });

  it('keeps the board up to date but does not decide over the head of the officer who claimed it', () => {
    const decision = application(...claimed).when(screen(board(), [2]));
    expect(types(decision)).toEqual(['ScreeningCompleted']);
    expect(decision).toContainEqual(
      expect.objectContaining({
        type: 'ScreeningCompleted',
        data: expect.objectContaining({ result: 'referred' }),
      }),
    );
    const after = application(...claimed, ...(Array.isArray(decision) ? decision : []));
    expect(after.state).toMatchObject({ phase: 'in-review', claimedBy: 'huda' });
  });

  it('does not approve what an officer reopened', () => {
    const reopened = application(...rejectedByOfficer, {
      type: 'ApplicationReopened',
      data: { officer: 'saad', reason: 'new-evidence', reopenedAt: day(8) },
    });
    expect(types(reopened.when(screen(board(), [2])))).toEqual(['ScreeningCompleted']);
  });

  it('rejects on a final ground: no officer could approve against it', () => {
    expect(
      types(application(...claimed).when(screen(board({ 'no-absence-report': confirmed }), [2]))),
    ).toEqual(['ScreeningCompleted', 'ApplicationRejected']);
  });
});

describe('screening between approval and issue', () => {
  it('lets the approval stand while everything is satisfied', () => {
    expect(application(...approvedByRules).when(screen(board()))).toEqual([]);
    expect(types(application(...approvedByRules).when(screen(board(), [2])))).toEqual(['ScreeningCompleted']);
  });

  it('withdraws the approval when a fact takes its ground away', () => {
    const outcomes = board({ 'no-absence-report': confirmed });
    expect(types(application(...approvedByRules).when(screen(outcomes, [2])))).toEqual([
      'ApprovalWithdrawn',
      'ScreeningCompleted',
      'ApplicationRejected',
    ]);
    expect(
      types(application(...approvedByRules).when(screen(board({ 'medical-passed': pending }), [2]))),
    ).toEqual(['ApprovalWithdrawn', 'ScreeningCompleted']);
  });

  it('keeps to what an officer accepted knowingly', () => {
    const known = board({ 'no-absence-report': appealed });
    expect(types(application(...approvedByOfficer).when(screen(known, [2])))).toEqual(['ScreeningCompleted']);
  });

  it('withdraws an officer’s approval when what was accepted has changed', () => {
    const again = board({ 'no-absence-report': { ...appealed, factIds: ['another-report'] } });
    expect(types(application(...approvedByOfficer).when(screen(again, [2])))).toEqual([
      'ApprovalWithdrawn',
      'ScreeningCompleted',
      'ReferredToOfficer',
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { given } from '#decider/given.js';
import { applicationDecider, type ApplicationState } from './application.js';
import type { ApplicationEvent } from './events.js';
import {
  decideClaim,
  decideProvideInformation,
  decideRelease,
  decideReopen,
  decideRequestInformation,
  decideReview,
} from './review.js';
import {
  approvedByOfficer,
  approvedByRules,
  appealed,
  board,
  claimed,
  day,
  draft,
  impartial,
  issued,
  outstanding,
  referred,
  rejectedByOfficer,
  screened,
  screening,
  sent,
  terms,
} from './testing/sample-case.js';

const application = (...events: readonly ApplicationEvent[]) => given(applicationDecider, ...events);

const claim = (officer: string) => (state: ApplicationState) =>
  decideClaim(state, { officer, ...impartial, at: day(6) }, terms);
const release = (officer: string) => (state: ApplicationState) =>
  decideRelease(state, { officer, at: day(6) });
const review = (officer: string, decision: 'approve' | 'reject') => (state: ApplicationState) =>
  decideReview(state, { officer, ...impartial, decision, reason: 'data-mismatch', at: day(7) });

describe('claiming', () => {
  it('gives the case to one officer', () => {
    expect(application(...referred).when(claim('huda'))).toEqual(claimed.slice(-1));
    expect(application(...claimed).when(claim('huda'))).toEqual([]);
    expect(application(...claimed).when(claim('saad'))).toMatchObject({ code: 'claimed-by-another' });
  });

  it('is for cases that were referred', () => {
    expect(application(...sent).when(claim('huda'))).toMatchObject({ code: 'not-in-review' });
    expect(application(...rejectedByOfficer).when(claim('huda'))).toMatchObject({
      code: 'application-closed',
    });
    expect(application().when(claim('huda'))).toMatchObject({ code: 'application-not-found' });
  });

  it('is undone by the officer who has it', () => {
    expect(application(...claimed).when(release('saad'))).toMatchObject({ code: 'claimed-by-another' });
    expect(application(...claimed).when(release('huda'))).toEqual([
      { type: 'ReviewReleased', data: { officer: 'huda', releasedAt: day(6) } },
    ]);
    expect(application(...referred).when(release('huda'))).toEqual([]);
  });
});

describe('deciding', () => {
  it('approves what was left to an officer’s judgment', () => {
    expect(application(...claimed).when(review('huda', 'approve'))).toEqual(approvedByOfficer.slice(-1));
    expect(application(...approvedByOfficer).when(review('huda', 'approve'))).toEqual([]);
  });

  it('rejects with a reason code', () => {
    expect(application(...claimed).when(review('huda', 'reject'))).toEqual(rejectedByOfficer.slice(-1));
    expect(application(...rejectedByOfficer).when(review('huda', 'reject'))).toEqual([]);
  });

  it('is for the officer who claimed the case', () => {
    expect(application(...referred).when(review('huda', 'approve'))).toMatchObject({ code: 'not-claimed' });
    expect(application(...claimed).when(review('saad', 'reject'))).toMatchObject({
      code: 'claimed-by-another',
    });
  });

  it('cannot waive what is not left to an officer', () => {
    const outcomes = board({ 'no-absence-report': appealed, 'no-violations': outstanding });
    const owing = application(...claimed, ...screened(screening(outcomes, [2]), 'referred'));
    expect(owing.when(review('huda', 'approve'))).toEqual({
      refused: true,
      code: 'conditions-open',
      details: [{ at: 'no-violations', code: 'violations-outstanding' }],
    });
    expect(owing.when(review('huda', 'reject'))).toHaveLength(1);
  });
});

describe('asking the applicant', () => {
  const ask = (officer: string) => (state: ApplicationState) =>
    decideRequestInformation(state, {
      officer,
      ...impartial,
      reason: 'passport-page-unreadable',
      until: day(20),
    });
  const asked: ApplicationEvent = {
    type: 'InformationRequested',
    data: { officer: 'huda', reason: 'passport-page-unreadable', until: day(20) },
  };
  const answer = (state: ApplicationState) => decideProvideInformation(state, { at: day(10) });

  it('sets a deadline; asking the same again changes nothing', () => {
    expect(application(...claimed).when(ask('huda'))).toEqual([asked]);
    expect(application(...claimed, asked).when(ask('huda'))).toEqual([]);
    expect(application(...claimed).when(ask('saad'))).toMatchObject({ code: 'claimed-by-another' });
  });

  it('ends with the answer', () => {
    expect(application(...claimed, asked).when(answer)).toEqual([
      { type: 'InformationProvided', data: { providedAt: day(10) } },
    ]);
    expect(application(...claimed).when(answer)).toEqual([]);
    expect(application(...draft).when(answer)).toMatchObject({ code: 'not-in-review' });
  });
});

describe('reopening', () => {
  const reopen = (officer: string) => (state: ApplicationState) =>
    decideReopen(state, { officer, ...impartial, reason: 'new-evidence', at: day(8) });
  const reopened: ApplicationEvent = {
    type: 'ApplicationReopened',
    data: { officer: 'saad', reason: 'new-evidence', reopenedAt: day(8) },
  };

  it('takes another officer than the one who decided', () => {
    expect(application(...rejectedByOfficer).when(reopen('saad'))).toEqual([reopened]);
    expect(application(...approvedByOfficer).when(reopen('saad'))).toEqual([reopened]);
    expect(application(...rejectedByOfficer).when(reopen('huda'))).toMatchObject({ code: 'four-eyes' });
    expect(application(...rejectedByOfficer, reopened).when(reopen('saad'))).toEqual([]);
  });

  it('keeps the case from the officer whose decision was taken back', () => {
    const again = application(...rejectedByOfficer, reopened);
    expect(again.state).toMatchObject({ phase: 'in-review', claimedBy: undefined });
    expect(again.when(claim('huda'))).toMatchObject({ code: 'four-eyes' });
    expect(again.when(claim('saad'))).toHaveLength(1);
  });

  it('is for officers’ decisions that have not led to an identity', () => {
    expect(application(...approvedByRules).when(reopen('saad'))).toMatchObject({
      code: 'not-an-officers-decision',
    });
    const { at: issuedAt, ...identity } = issued;
    const done = application(...approvedByOfficer, {
      type: 'IdentityIssued',
      data: { ...identity, issuedAt },
    });
    expect(done.when(reopen('saad'))).toMatchObject({ code: 'application-closed' });
  });
});

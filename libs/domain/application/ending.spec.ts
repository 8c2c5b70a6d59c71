import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { given } from '#decider/given.js';
import type { CredentialId } from '../kernel/brand.js';
import { applicationDecider, type ApplicationState } from './application.js';
import { decideIssued, decideLapse, decideWithdraw, lapsesAt } from './ending.js';
import type { ApplicationEvent } from './events.js';
import {
  actionRequired,
  approvedByRules,
  claimed,
  day,
  draft,
  issued,
  rejectedByOfficer,
  sent,
} from './testing/sample-case.js';

const application = (...events: readonly ApplicationEvent[]) => given(applicationDecider, ...events);

describe('withdrawing', () => {
  const withdraw = (state: ApplicationState) => decideWithdraw(state, { reason: 'leaving', at: day(6) });
  const withdrawn: ApplicationEvent = {
    type: 'ApplicationWithdrawn',
    data: { reason: 'leaving', withdrawnAt: day(6) },
  };

  it.each([
    ['a draft', draft],
    ['a submitted case', sent],
    ['a case that requires action', actionRequired],
    ['a case with an officer', claimed],
  ])('ends %s, once', (_, events) => {
    expect(application(...events).when(withdraw)).toEqual([withdrawn]);
    expect(application(...events, withdrawn).when(withdraw)).toEqual([]);
  });

  it('is too late once it is approved', () => {
    expect(application(...approvedByRules).when(withdraw)).toMatchObject({
      code: 'application-already-approved',
    });
  });

  it('is refused for a case that ended otherwise, and for none', () => {
    expect(application(...rejectedByOfficer).when(withdraw)).toMatchObject({ code: 'application-closed' });
    expect(application().when(withdraw)).toMatchObject({ code: 'application-not-found' });
  });
});

describe('lapsing', () => {
  const asked: ApplicationEvent = {
    type: 'InformationRequested',
    data: { officer: 'huda', reason: 'passport-page-unreadable', until: day(20) },
  };
  const before = (at: Instant) => new Date(Date.parse(at) - 1).toISOString() as Instant; // a millisecond earlier

  it.each([
    ['a draft', draft, day(31)],
    ['a case that requires action', actionRequired, day(35)],
    ['a case with an unanswered question', [...claimed, asked], day(20)],
  ])('ends %s at its deadline and not before', (_, events, deadline) => {
    const { state } = application(...events);
    expect(lapsesAt(state)).toBe(deadline);
    expect(decideLapse(state, { at: before(deadline) })).toEqual([]);
    expect(decideLapse(state, { at: deadline })).toEqual([
      { type: 'ApplicationLapsed', data: { from: state.phase, lapsedAt: deadline } },
    ]);
  });

  it.each([
    ['a submitted case', sent],
    ['a case with an officer', claimed],
    ['an approved case', approvedByRules],
    ['a case that ended', rejectedByOfficer],
  ])('does not happen to %s: it is not the applicant’s turn', (_, events) => {
    expect(application(...events).when((state) => decideLapse(state, { at: day(999) }))).toEqual([]);
  });
});

describe('issuing', () => {
  const issue = (state: ApplicationState) => decideIssued(state, issued);
  const { at: issuedAt, ...identity } = issued;
  const done: ApplicationEvent = { type: 'IdentityIssued', data: { ...identity, issuedAt } };

  it('follows an approval, once', () => {
    expect(application(...approvedByRules).when(issue)).toEqual([done]);
    expect(application(...approvedByRules, done).when(issue)).toEqual([]);
  });

  it('does not give two identities for one application', () => {
    const other = { ...issued, credentialId: 'other' as CredentialId };
    expect(application(...approvedByRules, done).when((state) => decideIssued(state, other))).toMatchObject({
      code: 'issued-otherwise',
    });
  });

  it('does not happen without an approval', () => {
    expect(application(...claimed).when(issue)).toMatchObject({ code: 'application-not-approved' });
    expect(application(...rejectedByOfficer).when(issue)).toMatchObject({ code: 'application-closed' });
  });
});

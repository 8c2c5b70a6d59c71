import type { ResidentCategory } from '#domain/application/case-terms.js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApplicationEvent } from '#domain/application/events.js';
import type { Day } from '#domain/kernel/brand.js';
import type { DomainEvent } from '#decider/decider.js';
import { Projector } from '#projections/projector.js';
import {
  applicationEvents as application,
  at,
  credentialEvents as credential,
  feesEvents as fees,
} from '#domain/testing/case-events.js';
import { given } from '../testing/folding.js';
import { type TemporaryHouse, temporaryHouse, Told } from '../testing/temporary-house.js';
import { applicationsReportProjection as report } from './projection.js';
import { ApplicationsReportQueries } from './queries.js';
import { applicationsReportModel } from './schema.js';

const { ApplicationStarted, ApplicationSubmitted, ApplicationApproved, ApplicationRejected, IdentityIssued } =
  application;
const submitted = [ApplicationStarted, ApplicationSubmitted];
const section = (...events: ApplicationEvent[]) => given(report, ...events)?.application;

describe('one application as the report counts it', () => {
  it('starts without anything personal', () => {
    expect(given(report, ApplicationStarted)).toEqual({
      application: {
        service: 'renew',
        category: 'employee',
        channel: 'app',
        startedAt: at(0),
        startedDay: '2026-03-01',
        submittedDay: null,
        decidedDay: null,
        issuedDay: null,
        minutesToSubmit: null,
        minutesToDecide: null,
        minutesToIssue: null,
        outcome: 'open',
        reason: null,
        officer: false,
        actionRequired: false,
      },
    });
  });

  it.each<[string, ApplicationEvent[], object]>([
    ['submitted', [], { submittedDay: '2026-03-01', minutesToSubmit: 10, outcome: 'open' }],
    ['asked to act', [application.ActionRequired], { actionRequired: true, officer: false }],
    ['referred', [application.ReferredToOfficer], { officer: false }],
    ['claimed', [application.ReviewClaimed], { officer: true }],
    ['asked by an officer', [application.InformationRequested], { officer: true }],
    ['approved', [ApplicationApproved], { outcome: 'approved', officer: false, minutesToDecide: 40 }],
    [
      'approved by an officer',
      [{ ...ApplicationApproved, data: { by: { kind: 'officer', officer: 'o-1' }, approvedAt: at(40) } }],
      { outcome: 'approved', officer: true },
    ],
    [
      'approval withdrawn',
      [ApplicationApproved, application.ApprovalWithdrawn],
      { outcome: 'open', decidedDay: null, minutesToDecide: null },
    ],
    [
      'rejected',
      [ApplicationRejected],
      { outcome: 'rejected', reason: 'absence-confirmed', decidedDay: '2026-03-01' },
    ],
    [
      'reopened',
      [ApplicationRejected, application.ApplicationReopened],
      { outcome: 'open', reason: null, decidedDay: null, officer: true },
    ],
    ['withdrawn', [application.ApplicationWithdrawn], { outcome: 'withdrawn' }],
    ['lapsed', [application.ApplicationLapsed], { outcome: 'lapsed' }],
    [
      'issued',
      [ApplicationApproved, IdentityIssued],
      { outcome: 'issued', issuedDay: '2026-03-01', minutesToIssue: 60 },
    ],
  ])('%s', (_, events, expected) => {
    expect(section(...submitted, ...events)).toMatchObject(expected);
  });

  it('counts days as they are in Riyadh', () => {
    const late = { ...ApplicationStarted, data: { ...ApplicationStarted.data, startedAt: at(12 * 60) } };
    expect(section(late)?.startedDay).toBe('2026-03-02');
  });

  it('knows what was billed and what was spent', () => {
    expect(given(report, ...Object.values(fees))?.fees).toEqual({ billed: 65_000, consumed: 65_000 });
  });

  it('counts what followed a revoked identity apart: it is no issue', () => {
    const { CredentialIssued, CredentialRevoked, CredentialReplaced } = credential;
    const issued = [...submitted, ApplicationApproved, IdentityIssued, CredentialIssued] as const;
    const before = given(report, ...issued);
    expect(before?.credential).toBeUndefined();
    const after = given(report, ...issued, CredentialRevoked, CredentialReplaced);
    expect(after).toEqual({ ...before, credential: { replaced: 1 } });
  });

  it.each(Object.values(application))('folds $type, naming nobody', (event) => {
    const told = JSON.stringify(given(report, ...submitted, event));
    for (const secret of ['2123456789', 'ERIKSSON', 'o-1', 'o-2', 'left the country', 'a1b2c3d4']) {
      expect(told).not.toContain(secret);
    }
  });

  it('never comes to exist when its start was abandoned', () => {
    expect(given(report, application.ApplicationAbandoned)).toBeNull();
  });
});

describe('the report', () => {
  let house: TemporaryHouse;
  const period = { from: '2026-03-01' as Day, to: '2026-03-01' as Day };
  const asked = (k?: number) => new ApplicationsReportQueries(house.connection, k).report(period);

  beforeAll(async () => {
    house = await temporaryHouse();
    const started = (category: ResidentCategory) =>
      ({ ...ApplicationStarted, data: { ...ApplicationStarted.data, category } }) as const;
    const times = async (count: number, ...events: DomainEvent[]) => {
      for (let i = 0; i < count; i += 1) await house.happened(randomUUID(), ...events);
    };
    const issued = [
      started('employee'),
      ApplicationSubmitted,
      fees.BillIssued,
      ApplicationApproved,
      fees.FundsConsumed,
      IdentityIssued,
    ];
    await times(3, ...issued);
    const { CredentialIssued, CredentialRevoked, CredentialReplaced } = credential;
    await times(2, ...issued, CredentialIssued, CredentialRevoked, CredentialReplaced);
    await times(2, started('premium'), ApplicationSubmitted, application.ReviewClaimed, ApplicationRejected);
    await times(1, started('premium'));
    const tomorrow = { ...ApplicationStarted.data, startedAt: at(24 * 60) };
    await times(1, { ...ApplicationStarted, data: tomorrow });
    const projector = new Projector(
      { model: applicationsReportModel, projection: report },
      house,
      new Told(),
    );
    await projector.handle({ messages: await house.messages() });
  });
  afterAll(() => house.remove());

  it('counts a period', async () => {
    expect(await asked(1)).toEqual({
      ...period,
      funnel: { started: 8, submitted: 7, decided: 7, issued: 5 },
      outcomes: { issued: 5, rejected: 2, open: 1 },
      replaced: 2,
      rejections: { 'absence-confirmed': 2 },
      services: { renew: 8 },
      categories: { employee: 5, premium: 3 },
      channels: { app: 8 },
      minutesToIssue: { p50: 60, p90: 60 },
      decidedWithoutOfficer: 5 / 7,
      feesBilled: 325_000,
      feesConsumed: 325_000,
      k: 1,
      freshness: { position: null, at: null },
    });
  });

  it('hides numbers about fewer than five people', async () => {
    expect(await asked()).toMatchObject({
      // 7 decided would tell of the one that was not.
      funnel: { started: 8, submitted: null, decided: null, issued: null },
      replaced: null,
      outcomes: { issued: null, rejected: null, open: null },
      rejections: { 'absence-confirmed': null },
      services: { renew: 8 },
      categories: { employee: null, premium: null },
      minutesToIssue: { p50: 60, p90: 60 },
      decidedWithoutOfficer: null,
      feesBilled: 325_000,
    });
    expect(await asked(6)).toMatchObject({
      funnel: { issued: null },
      minutesToIssue: null,
      feesConsumed: null,
    });
  });

  it('of days when nothing happened is empty', async () => {
    const never = { from: '2020-01-01' as Day, to: '2020-12-31' as Day };
    expect(await new ApplicationsReportQueries(house.connection).report(never)).toMatchObject({
      funnel: { started: 0, submitted: 0, decided: 0, issued: 0 },
      replaced: 0,
      outcomes: {},
      minutesToIssue: null,
      decidedWithoutOfficer: null,
      feesBilled: 0,
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { given } from '#decider/given.js';
import type { Absence } from '../resident/absence.js';
import { reportsAppealed } from '../resident/absence-appeal.js';
import { decideStateAbsenceAppeal } from './absence-appeal.js';
import { applicationDecider, type ApplicationState, caseOf, isStarted } from './application.js';
import type { ApplicationEvent } from './events.js';
import {
  absenceOn,
  actionRequired,
  approvedByRules,
  claimed,
  day,
  draft,
  issued,
  referred,
  rejectedByOfficer,
  sent,
} from './testing/sample-case.js';

const application = (...events: readonly ApplicationEvent[]) => given(applicationDecider, ...events);

const state =
  (reportId?: string, as?: Parameters<typeof absenceOn>[1], statement = 'I was at work.') =>
  (of: ApplicationState) =>
    decideStateAbsenceAppeal(of, { absence: absenceOn(reportId, as), statement, at: day(8) });

const stated = (reportId: string): Extract<ApplicationEvent, { type: 'AbsenceAppealStated' }> => ({
  type: 'AbsenceAppealStated',
  data: { statedAt: day(8) },
  personal: { reportId, statement: 'I was at work.' },
});

describe('stating an appeal against a report of absence', () => {
  it.each([
    ['a draft', draft],
    ['a case that was sent', sent],
    ['one in which the applicant has to do something', actionRequired],
    ['one that waits for an officer', referred],
    ['one that an officer has', claimed],
    ['one that was approved', approvedByRules],
  ])('is possible in %s', (_, events) => {
    expect(application(...events).when(state('r1'))).toEqual([stated('r1')]);
  });

  it('is against a report that stands, also one that labour has confirmed', () => {
    expect(application(...sent).when(state('r1', 'confirmed'))).toEqual([stated('r1')]);
    for (const over of ['cancelled', 'upheld', 'appealed', 'dismissed'] as const)
      expect(application(...sent).when(state('r1', over))).toMatchObject({ code: 'no-absence-to-appeal' });
    expect(application(...sent).when(state())).toMatchObject({ code: 'no-absence-to-appeal' });
    expect(
      application(...sent).when((of) =>
        decideStateAbsenceAppeal(of, {
          absence: { state: 'erased', factIds: [] },
          statement: 'I was at work.',
          at: day(8),
        }),
      ),
    ).toMatchObject({ code: 'no-absence-to-appeal' });
  });

  it('is stated once for each report, in whichever form of Unicode its id is written', () => {
    const once = application(...sent, stated('café'));
    expect(once.when(state('cafe\u0301', 'reported', 'In other words.'))).toEqual([]);
    expect(once.when(state('café', 'appealed'))).toEqual([]);
    expect(once.when(state('r2'))).toEqual([stated('r2')]);
  });

  it('is against the gravest report that has none yet, where several stand', () => {
    const both = {
      ...absenceOn('r1', 'confirmed'),
      besides: [absenceOn('r2'), absenceOn('r3', 'appealed')],
    } as Absence;
    const next = (of: ApplicationState) =>
      decideStateAbsenceAppeal(of, { absence: both, statement: 'I was at work.', at: day(8) });
    expect(application(...sent).when(next)).toEqual([stated('r1')]);
    expect(application(...sent, stated('r1')).when(next)).toEqual([stated('r2')]);
    expect(application(...sent, stated('r1'), stated('r2')).when(next)).toEqual([]);
  });

  it('is refused of a case that has ended or never came', () => {
    for (const ended of [rejectedByOfficer, [...approvedByRules, issuedEvent]])
      expect(application(...ended).when(state('r1'))).toMatchObject({ code: 'application-closed' });
    expect(application().when(state('r1'))).toMatchObject({ code: 'application-not-found' });
  });

  it('is part of what the conditions see, until it is erased', () => {
    const seen = (...events: readonly ApplicationEvent[]) => {
      const of = events.reduce(applicationDecider.evolve, applicationDecider.initialState);
      return isStarted(of) ? caseOf(of).appealedReports : undefined;
    };
    expect(seen(...sent)).toEqual([]);
    expect(seen(...draft, stated('cafe\u0301'), stated('r2'))).toEqual(['café', 'r2']);
    expect(seen(...referred, stated('r1'), { ...stated('r2'), personal: 'erased' })).toEqual(['r1']);
    expect(reportsAppealed([{ statedAt: day(8), content: 'erased' }])).toEqual([]);
  });
});

const issuedEvent: ApplicationEvent = {
  type: 'IdentityIssued',
  data: {
    credentialId: issued.credentialId,
    validFrom: issued.validFrom,
    validUntil: issued.validUntil,
    issuedAt: issued.at,
  },
};

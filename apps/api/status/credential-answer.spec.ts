import type { Instant, Subject } from '#decider/brand.js';
import { expect, it } from '@jest/globals';
import { parseDay } from '#domain/calendar/day.js';
import { dualDate } from '#domain/calendar/hijri.js';
import type { CredentialId, Day } from '#domain/kernel/brand.js';
import type { Directive } from '#domain/directives/directives.js';
import type { CredentialEntry, StatusGround } from '#read-models/application-status/document.js';
import { credentialAnswer } from './status-answer.js';

const day = (text: string): Day => {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`${text} is not a day`);
  return parsed;
};

const GROUND: StatusGround = {
  groundId: '1',
  kind: 'absence-reported',
  directiveId: null,
  since: '2026-05-08T09:00:00.000Z' as Instant,
  until: '2026-07-07T09:00:00.001Z' as Instant,
};

const credential: CredentialEntry = {
  credentialId: 'c1' as CredentialId,
  subject: '0f'.repeat(16) as Subject,
  personal: { number: '2000000006' },
  category: 'employee',
  issuedAt: '2026-03-08T09:00:00.000Z' as Instant,
  validFrom: dualDate(day('2026-03-08')),
  validUntil: dualDate(day('2027-03-07')),
  statusList: '2026-03-4',
  statusIndex: 7,
  supersedes: null,
  supersededBy: null,
  replaces: null,
  replacedBy: null,
  replaceableSince: null,
  status: 'suspended',
  ground: 'absence-reported',
  grounds: [GROUND],
  since: '2026-05-08T09:00:00.000Z' as Instant,
  timeline: [],
  timelineBefore: 0,
};

const DIRECTIVE: Directive = {
  directiveId: 'D-7',
  title: { ar: 'تعليق', en: 'A pause' },
  covers: {},
  from: GROUND.since,
  source: 'Official gazette 5012',
  effect: 'stop',
  reachesIssued: true,
};

const shown = (of: CredentialEntry, today: string, language: 'ar' | 'en' = 'en') =>
  credentialAnswer(of, {
    viewer: 'applicant',
    language,
    today: day(today),
    directives: new Map([[DIRECTIVE.directiveId, DIRECTIVE]]),
  });

it('a credential runs until its last day is over in Riyadh, and reads expired from then on, event or none', () => {
  expect(shown(credential, '2027-03-07')).toMatchObject({
    status: 'suspended',
    grounds: ['absence-reported'],
  });
  expect(shown(credential, '2027-03-08')).toMatchObject({
    status: 'expired',
    statusText: 'Expired',
    ground: null,
    grounds: [],
    // Midnight in Riyadh.
    since: '2027-03-07T21:00:00.000Z',
  });
});

it('what ended a credential otherwise stays what ended it', () => {
  for (const status of ['revoked', 'superseded'] as const)
    expect(shown({ ...credential, status }, '2027-03-08')).toMatchObject({ status });
});

it('what was revoked can be followed by another until its last day is over', () => {
  const replaceableSince = '2026-06-01T09:00:00.000Z' as Instant;
  const revoked = { ...credential, status: 'revoked', grounds: [], replaceableSince } as const;
  expect(shown(revoked, '2027-03-07')).toMatchObject({ status: 'revoked', replaceableSince });
  expect(shown(revoked, '2027-03-08')).toMatchObject({ status: 'revoked', replaceableSince: null });
});

it('every ground is shown with who can lift it, what the holder can do, and until when', () => {
  const directive: StatusGround = { ...GROUND, kind: 'directive', directiveId: 'D-7', until: null };
  const unknown: StatusGround = { ...GROUND, kind: 'erased' };
  const grounds = [GROUND, directive, unknown];
  const { kind: _kind, groundId: _groundId, directiveId: _directiveId, ...times } = GROUND;
  expect(shown({ ...credential, grounds }, '2026-06-01')).toMatchObject({
    grounds: ['absence-reported', 'directive', 'erased'],
    groundsInEffect: [
      {
        kind: 'absence-reported',
        says: expect.stringContaining('absence report'),
        todo: expect.stringContaining('appeal'),
        owner: 'labour',
        ownerName: 'Labour',
        remedy: 'wait',
        ...times,
      },
      {
        owner: 'directives-desk',
        until: null,
        directives: [{ directiveId: 'D-7', title: 'A pause', source: 'Official gazette 5012' }],
      },
      { kind: 'erased', owner: null, ownerName: null },
    ],
  });
  expect(shown({ ...credential, grounds }, '2026-06-01', 'ar')).toMatchObject({
    groundsInEffect: [{ ownerName: 'العمل' }, { directives: [{ title: 'تعليق' }] }, { ownerName: null }],
  });
});

it('a ground that rests on a report of absence says how the holder contests it', () => {
  const unfit: StatusGround = { ...GROUND, kind: 'medical-unfit' };
  const answer = shown({ ...credential, grounds: [GROUND, unfit] }, '2026-06-01', 'ar');
  expect(answer.absenceAppealStatedAt).toBeNull();
  expect(answer.groundsInEffect[0]?.contest).toEqual({
    says: expect.stringMatching(/\p{Script=Arabic}/u),
    path: '/v1/credentials/c1/absence-appeal',
  });
  expect(answer.groundsInEffect[1]).not.toHaveProperty('contest');
  const stated = shown({ ...credential, absenceAppealStatedAt: GROUND.since }, '2026-06-01');
  expect(stated.absenceAppealStatedAt).toBe(GROUND.since);
});

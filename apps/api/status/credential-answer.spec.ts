import { expect, it } from '@jest/globals';
import { parseDay } from '#domain/calendar/day.js';
import { dualDate } from '#domain/calendar/hijri.js';
import type { CredentialId, Day, Instant, Subject } from '#domain/kernel/brand.js';
import type { CredentialSection } from '#read-models/application-status/document.js';
import { credentialAnswer } from './status-answer.js';

const day = (text: string): Day => {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`${text} is not a day`);
  return parsed;
};

const credential: CredentialSection = {
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
  status: 'suspended',
  ground: 'absence-reported',
  grounds: ['absence-reported'],
  since: '2026-05-08T09:00:00.000Z' as Instant,
  timeline: [],
  timelineBefore: 0,
};

const shown = (of: CredentialSection, today: string) => credentialAnswer(of, 'applicant', 'en', day(today));

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

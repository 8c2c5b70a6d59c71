import type { Instant, Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { absenceOn } from '../application/testing/sample-case.js';
import { given } from '#decider/given.js';
import type { ApplicationId, CredentialId, Day } from '../kernel/brand.js';
import { decideStateAbsenceAppealByHolder } from './absence-appeal.js';
import { credentialDecider, type CredentialState, groundsOf } from './credential.js';
import type { CredentialEvent, Ground } from './events.js';
import { heldOf } from './held.js';

// The casts below make identifiers and dates that no parser has to see.
const at = '2026-03-08T09:00:00.000Z' as Instant;
const HOLDER = '0f'.repeat(16) as Subject;
const issued: CredentialEvent = {
  type: 'CredentialIssued',
  data: {
    credentialId: 'c1' as CredentialId,
    applicationId: 'a1' as ApplicationId,
    subject: HOLDER,
    category: 'employee',
    validFrom: { gregorian: '2026-03-08' as Day, hijri: '1447-09-19', calendar: 'test' },
    validUntil: { gregorian: '2027-03-07' as Day, hijri: '1448-09-29', calendar: 'test' },
    statusList: '2026-03-4',
    statusIndex: 7,
    issuedAt: at,
  },
  personal: 'erased',
};
const absent: Ground = { kind: 'absence-reported', since: at, factIds: ['F-1'] };
const suspended: CredentialEvent = {
  type: 'CredentialSuspended',
  data: { groundId: '1', suspendedAt: at },
  personal: absent,
};
const revoked: CredentialEvent = {
  type: 'CredentialRevoked',
  data: { revokedAt: at },
  personal: { kind: 'residency-final-exit', since: at, factIds: ['F-2'] },
};
const superseded: CredentialEvent = {
  type: 'CredentialSuperseded',
  data: { by: 'c2' as CredentialId, supersededAt: at },
};
const expired: CredentialEvent = { type: 'CredentialExpired', data: { expiredAt: at } };

const credential = (...events: readonly CredentialEvent[]) => given(credentialDecider, ...events);

const state =
  (reportId?: string, as?: Parameters<typeof absenceOn>[1], on = '2026-05-08T09:00:00.000Z') =>
  (of: CredentialState) =>
    decideStateAbsenceAppealByHolder(of, {
      absence: absenceOn(reportId, as),
      statement: 'I was at work.',
      at: on as Instant,
    });

const stated = (reportId: string) =>
  ({
    type: 'AbsenceAppealStatedByHolder',
    data: { subject: HOLDER, statedAt: '2026-05-08T09:00:00.000Z' as Instant },
    personal: { reportId, statement: 'I was at work.' },
  }) as const satisfies CredentialEvent;

describe('an appeal that the holder states', () => {
  it('is recorded, and lifts nothing', () => {
    expect(credential(issued, suspended).when(state('r1'))).toEqual([stated('r1')]);
    expect(credential(issued).when(state('r1', 'confirmed'))).toEqual([stated('r1')]);
    const after = credential(issued, suspended, stated('r1')).state;
    expect(after).toMatchObject({ phase: 'suspended' });
    expect(groundsOf(after)).toEqual([{ groundId: '1', ground: absent }]);
  });

  it('is stated once for each report', () => {
    const once = credential(issued, suspended, stated('r1'));
    expect(once.when(state('r1'))).toEqual([]);
    expect(once.when(state('r2'))).toEqual([stated('r2')]);
  });

  it('needs a report that stands and an identity that runs', () => {
    const none = { code: 'no-absence-to-appeal' };
    expect(credential(issued, suspended).when(state())).toMatchObject(none);
    for (const over of ['cancelled', 'upheld', 'appealed', 'dismissed'] as const)
      expect(credential(issued, suspended).when(state('r1', over))).toMatchObject(none);
    const ended = { code: 'credential-ended' };
    for (const end of [revoked, superseded, expired])
      expect(credential(issued, end).when(state('r1'))).toMatchObject(ended);
    // The last day is over in Riyadh, and that is not an event yet.
    const after = state('r1', 'reported', '2027-03-07T21:00:00.000Z');
    expect(credential(issued).when(after)).toMatchObject(ended);
    expect(credential().when(state('r1'))).toMatchObject({ code: 'credential-not-found' });
  });

  it('is part of what the conditions see of what is held, until it is erased', () => {
    expect(heldOf(credential(issued).state)).not.toHaveProperty('appealedReports');
    expect(heldOf(credential(issued, stated('cafe\u0301')).state)).toMatchObject({
      appealedReports: ['café'],
    });
    expect(heldOf(credential(issued, { ...stated('r1'), personal: 'erased' }).state)).not.toHaveProperty(
      'appealedReports',
    );
    expect(heldOf(credential(issued, stated('r1'), superseded).state)).toMatchObject({
      phase: 'superseded',
      appealedReports: ['r1'],
    });
  });
});

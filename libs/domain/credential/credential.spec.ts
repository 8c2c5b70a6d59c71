import { describe, expect, it } from '@jest/globals';
import type { ApplicationId, CredentialId, Day, Instant, Subject } from '../kernel/brand.js';
import { given } from '../kernel/given.js';
import {
  credentialDecider,
  decideExpire,
  decideIssueCredential,
  decideReinstate,
  decideRevoke,
  decideSupersede,
  decideSuspend,
  type CredentialContent,
  type CredentialState,
} from './credential.js';
import type { CredentialEvent, DualDate } from './events.js';

const credential = (...events: readonly CredentialEvent[]) => given(credentialDecider, ...events);

// The casts below make identifiers and dates that no parser has to see.
const at = '2026-03-08T09:00:00.000Z' as Instant;
const dual = (gregorian: string, hijri: string): DualDate => ({
  gregorian: gregorian as Day,
  hijri,
  calendar: 'test',
});

const issue = {
  credentialId: 'c1' as CredentialId,
  applicationId: 'a1' as ApplicationId,
  subject: '0f'.repeat(16) as Subject,
  category: 'employee',
  validFrom: dual('2026-03-08', '1447-09-19'),
  validUntil: dual('2027-03-07', '1448-09-29'),
  statusList: '2026-03-4',
  statusIndex: 7,
} as const;

const content: CredentialContent = {
  iqamaNumber: '2000000006',
  surname: 'ERIKSSON',
  givenNames: 'ANNA MARIA',
  nationality: 'UTO',
  birthDate: '1974-08-12' as Day,
  passportNumber: 'L898902C3',
};

const issued: CredentialEvent = {
  type: 'CredentialIssued',
  data: { ...issue, issuedAt: at },
  personal: content,
};
const suspended: CredentialEvent = {
  type: 'CredentialSuspended',
  data: { ground: 'absence-reported', suspendedAt: at },
};
const reinstated: CredentialEvent = { type: 'CredentialReinstated', data: { reinstatedAt: at } };
const revoked: CredentialEvent = { type: 'CredentialRevoked', data: { ground: 'final-exit', revokedAt: at } };
const superseded: CredentialEvent = {
  type: 'CredentialSuperseded',
  data: { by: 'c2' as CredentialId, supersededAt: at },
};
const expired: CredentialEvent = { type: 'CredentialExpired', data: { expiredAt: at } };

const suspend = (state: CredentialState) => decideSuspend(state, { ground: 'absence-reported', at });
const reinstate = (state: CredentialState) => decideReinstate(state, { at });
const revoke = (state: CredentialState) => decideRevoke(state, { ground: 'final-exit', at });
const supersede = (state: CredentialState) => decideSupersede(state, { by: 'c2' as CredentialId, at });
const expire = (today: string) => (state: CredentialState) =>
  decideExpire(state, { today: today as Day, at });

describe('issuing a credential', () => {
  const give = (state: CredentialState) => decideIssueCredential(state, { ...issue, at }, content);

  it('puts it on record, once', () => {
    expect(credential().when(give)).toEqual([issued]);
    expect(credential(issued).when(give)).toEqual([]);
    expect(credential(issued, revoked).when(give)).toEqual([]);
  });

  it('does not put another in its place', () => {
    const other = { ...issue, statusIndex: 8, at };
    expect(credential(issued).when((state) => decideIssueCredential(state, other, content))).toMatchObject({
      code: 'credential-exists',
    });
  });

  it('needs a validity of a day at least', () => {
    const oneDay = { ...issue, validUntil: issue.validFrom, at };
    expect(credential().when((state) => decideIssueCredential(state, oneDay, content))).toHaveLength(1);
    const none = { ...issue, validUntil: dual('2026-03-07', '1447-09-18'), at };
    expect(credential().when((state) => decideIssueCredential(state, none, content))).toMatchObject({
      code: 'credential-never-valid',
    });
  });
});

describe('a ground in doubt', () => {
  it('suspends, once for each ground', () => {
    expect(credential(issued).when(suspend)).toEqual([suspended]);
    expect(credential(issued, suspended).when(suspend)).toEqual([]);
    const another = (state: CredentialState) => decideSuspend(state, { ground: 'account-suspended', at });
    expect(credential(issued, suspended).when(another)).toHaveLength(1);
  });

  it('reinstates when it is cleared', () => {
    expect(credential(issued, suspended).when(reinstate)).toEqual([reinstated]);
    expect(credential(issued).when(reinstate)).toEqual([]);
    expect(credential(issued, suspended, reinstated).when(suspend)).toEqual([suspended]);
  });
});

describe('the end', () => {
  it('comes by revocation', () => {
    expect(credential(issued).when(revoke)).toEqual([revoked]);
    expect(credential(issued, suspended).when(revoke)).toEqual([revoked]);
    expect(credential(issued, revoked).when(revoke)).toEqual([]);
  });

  it('comes by the successor, if it has not come before', () => {
    expect(credential(issued).when(supersede)).toEqual([superseded]);
    expect(credential(issued, superseded).when(supersede)).toEqual([]);
    expect(credential(issued, expired).when(supersede)).toEqual([]);
    const by = 'c3' as CredentialId;
    expect(credential(issued, superseded).when((state) => decideSupersede(state, { by, at }))).toMatchObject({
      code: 'superseded-otherwise',
    });
  });

  it('comes by time, after the last day', () => {
    expect(credential(issued).when(expire('2027-03-07'))).toEqual([]);
    expect(credential(issued).when(expire('2027-03-08'))).toEqual([expired]);
    expect(credential(issued, expired).when(expire('2027-03-08'))).toEqual([]);
  });

  it('is final', () => {
    for (const end of [revoked, superseded, expired]) {
      expect(credential(issued, end).when(suspend)).toMatchObject({ code: 'credential-ended' });
      expect(credential(issued, end).when(reinstate)).toMatchObject({ code: 'credential-ended' });
    }
    expect(credential(issued, expired).when(revoke)).toMatchObject({ code: 'credential-ended' });
  });
});

it('what does not exist cannot change', () => {
  for (const decide of [suspend, reinstate, revoke, supersede, expire('2030-01-01')]) {
    expect(credential().when(decide)).toMatchObject({ code: 'credential-not-found' });
  }
});

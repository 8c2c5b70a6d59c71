import type { Instant, Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import type { ApplicationId, CredentialId, Day } from '../kernel/brand.js';
import { given } from '#decider/given.js';
import {
  credentialDecider,
  decideExpire,
  decideIssueCredential,
  decideSupersede,
  groundsOf,
  type CredentialContent,
  type CredentialState,
} from './credential.js';
import type { CredentialEvent, DualDate, Ground } from './events.js';

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
const absent: Ground = { kind: 'absence-reported', since: at, factIds: ['F-1'] };
const suspendedFor = (groundId: string, personal: Ground | 'erased'): CredentialEvent => ({
  type: 'CredentialSuspended',
  data: { groundId, suspendedAt: at },
  personal,
});
const lifted = (groundId: string): CredentialEvent => ({
  type: 'GroundLifted',
  data: { groundId, liftedAt: at },
});
const reinstated: CredentialEvent = { type: 'CredentialReinstated', data: { reinstatedAt: at } };
const gone: Ground = { kind: 'residency-final-exit', since: at, factIds: ['F-2'] };
const revoked: CredentialEvent = { type: 'CredentialRevoked', data: { revokedAt: at }, personal: gone };
const superseded: CredentialEvent = {
  type: 'CredentialSuperseded',
  data: { by: 'c2' as CredentialId, supersededAt: at },
};
const expired: CredentialEvent = { type: 'CredentialExpired', data: { expiredAt: at } };

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

describe('the grounds of a suspension', () => {
  const grounds = (...events: readonly CredentialEvent[]) => {
    const { state } = credential(issued, ...events);
    return [state.phase, groundsOf(state).map(({ groundId }) => groundId)];
  };
  const two = [suspendedFor('1', absent), suspendedFor('2', 'erased')];

  it('are kept side by side, and are lifted one by one', () => {
    expect(grounds(...two)).toEqual(['suspended', ['1', '2']]);
    expect(grounds(...two, lifted('1'))).toEqual(['suspended', ['2']]);
    expect(grounds(...two, lifted('1'), lifted('2'), reinstated)).toEqual(['active', []]);
  });

  it('are all over with a reinstatement, also one of a former release that lifted none', () => {
    expect(grounds(...two, reinstated)).toEqual(['active', []]);
    expect(grounds(reinstated, lifted('1'))).toEqual(['active', []]);
  });
});

describe('the end', () => {
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

  it('by revocation keeps its ground', () => {
    expect(credential(issued, revoked).state).toMatchObject({ phase: 'revoked', ground: gone });
    expect(credential(issued, revoked).when(expire('2027-03-08'))).toEqual([]);
    expect(credential(issued, revoked).when(supersede)).toEqual([]);
  });
});

it('what does not exist cannot change', () => {
  for (const decide of [supersede, expire('2030-01-01')]) {
    expect(credential().when(decide)).toMatchObject({ code: 'credential-not-found' });
  }
});

import { describe, expect, it } from '@jest/globals';
import type { ApplicationState } from '../application/application.js';
import type { CredentialState } from '../credential/credential.js';
import { feesDecider, type FeesState } from '../fees/fees.js';
import type { ApplicationId, CredentialId } from '../kernel/brand.js';
import { blockersOf, type CaseOfPerson } from './blockers.js';

const NO_MONEY = feesDecider.initialState;
// Of what stands in a state only what is looked at.
const phase = (phase: ApplicationState['phase']) => ({ phase }) as ApplicationState;
const credentials = (...phases: readonly CredentialState['phase'][]): CaseOfPerson['credentials'] =>
  phases.map((phase, index) => ({
    credentialId: `c${index + 1}` as CredentialId,
    state: { phase } as CredentialState,
  }));
const money = (state: object) => ({ ...NO_MONEY, received: 100, ...state }) as unknown as FeesState;

const aCase = (of: Partial<CaseOfPerson>): CaseOfPerson => ({
  applicationId: 'a1' as ApplicationId,
  application: phase('withdrawn'),
  fees: NO_MONEY,
  credentials: credentials('none'),
  ...of,
});
const codes = (of: Partial<CaseOfPerson>) => blockersOf([aCase(of)]).map(({ code }) => code);

describe('what keeps a person from being erased', () => {
  it.each(['none', 'draft', 'submitted', 'screening', 'action-required', 'in-review', 'approved'] as const)(
    'is a case that is %s',
    (of) => expect(codes({ application: phase(of) })).toEqual(['case-open']),
  );

  it.each(['abandoned', 'withdrawn', 'lapsed', 'rejected'] as const)('is not a case that is %s', (of) =>
    expect(codes({ application: phase(of) })).toEqual([]),
  );

  it('is an issue whose credential is not there yet', () => {
    expect(codes({ application: phase('issued') })).toEqual(['case-open']);
    expect(codes({ application: phase('issued'), credentials: credentials('revoked') })).toEqual([]);
  });

  it('is a credential that follows one that was revoked, and is not there yet or has not ended', () => {
    const after = (of: CredentialState['phase']) =>
      codes({ application: phase('issued'), credentials: credentials('revoked', of) });
    expect(after('none')).toEqual(['case-open']);
    expect(after('active')).toEqual(['credential-not-ended']);
    expect(after('revoked')).toEqual([]);
  });

  it.each(['active', 'suspended'] as const)('is a credential that is %s', (of) =>
    expect(codes({ credentials: credentials(of) })).toEqual(['credential-not-ended']),
  );

  it.each(['revoked', 'superseded', 'expired'] as const)('is not a credential that is %s', (of) =>
    expect(codes({ credentials: credentials(of) })).toEqual([]),
  );

  it.each([
    ['paid, and neither spent nor paid back', {}],
    ['set aside', { commitment: { kind: 'reserved', amount: 100 } }],
    ['on its way back', { refund: { kind: 'pending', amount: 100 } }],
    ['refused by the bank', { refund: { kind: 'failed', amount: 100, reason: 'closed' } }],
    ['paid twice', { received: 200, commitment: { kind: 'consumed', amount: 100 } }],
    ['in doubt', { received: 0, outcomeUnknown: { billNumber: '1', since: '' } }],
  ])('is money that is %s', (_, state) => expect(codes({ fees: money(state) })).toEqual(['money-unsettled']));

  it.each([
    ['spent', { commitment: { kind: 'consumed', amount: 100 } }],
    ['paid back', { refunded: 100 }],
  ])('is not money that is %s', (_, state) => expect(codes({ fees: money(state) })).toEqual([]));

  it('is all of it, of every case, each with what it is about', () => {
    const other = aCase({ applicationId: 'a2' as ApplicationId, application: phase('draft') });
    expect(blockersOf([aCase({ credentials: credentials('active'), fees: money({}) }), other])).toEqual([
      { at: 'fees/a1', code: 'money-unsettled' },
      { at: 'credentials/c1', code: 'credential-not-ended' },
      { at: 'applications/a2', code: 'case-open' },
    ]);
  });
});

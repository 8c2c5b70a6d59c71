import { describe, expect, it } from '@jest/globals';
import type { Instant } from '../kernel/brand.js';
import { GrowingMap } from '../kernel/growing-map.js';
import type { Fact } from '../resident/facts.js';
import type { RecordedFact } from '../resident/file.js';
import { residentDecider, viewAt } from '../resident/resident.js';
import type { CredentialState } from './credential.js';
import { decideReassess } from './grounds.js';

const at = '2026-03-08T09:00:00.000Z' as Instant;
// What was issued does not matter here.
const suspended = {
  phase: 'suspended',
  issue: {},
  grounds: ['absence-confirmed'],
} as unknown as CredentialState;
const active = { phase: 'active', issue: {} } as unknown as CredentialState;

const fact = (kind: Fact['kind'], content: object, id: string): RecordedFact =>
  ({ kind, content, source: '/labour', id, effective: at, received: at }) as RecordedFact;
const confirmed = fact('absence-confirmed', { reportId: 'r1' }, '1');
const cancelled = fact('absence-cancelled', { reportId: 'r1' }, '2');
const residency = (status: string) =>
  fact('residency-status-changed', { status }, status === 'valid' ? '3' : '4');
const erased = (of: RecordedFact): RecordedFact => ({ ...of, content: 'erased' });

const tableOf = (facts: readonly RecordedFact[]) =>
  GrowingMap.of(facts.map((of, index) => [String(index), of] as const));
const reassessed = (state: CredentialState, ...facts: readonly RecordedFact[]) =>
  decideReassess(
    state,
    viewAt({ ...residentDecider.initialState, facts: tableOf(facts) }, { effectiveAt: at }),
    at,
  );

describe('the ground of a credential', () => {
  it('that is back reinstates it', () => {
    expect(reassessed(suspended, confirmed, cancelled)).toMatchObject([{ type: 'CredentialReinstated' }]);
  });

  it('that was erased reinstates nothing: a confirmed report that cannot be read any more is not none', () => {
    expect(reassessed(suspended, erased(confirmed))).toEqual([]);
    expect(reassessed(suspended, erased(confirmed), cancelled)).toEqual([]);
    expect(reassessed(suspended, confirmed, cancelled, erased(residency('valid')))).toEqual([]);
  });

  it('that was erased suspends and revokes nothing either', () => {
    expect(reassessed(active, erased(confirmed), erased(residency('final-exit')))).toEqual([]);
  });

  it('is looked at again once it was put right', () => {
    const corrected = { ...cancelled, corrects: '1' } as RecordedFact;
    expect(reassessed(suspended, erased(confirmed), corrected)).toMatchObject([
      { type: 'CredentialReinstated' },
    ]);
    expect(reassessed(active, erased(residency('valid')), residency('final-exit'))).toMatchObject([
      { type: 'CredentialRevoked', data: { ground: 'residency-final-exit' } },
    ]);
  });
});

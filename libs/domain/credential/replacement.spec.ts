import type { Instant, Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { erased, fact, status } from '../conditions/testing/evidence.js';
import { directivesDecider, type DirectivesState } from '../directives/directives.js';
import type { ApplicationId, CredentialId, Day } from '../kernel/brand.js';
import { given } from '#decider/given.js';
import { GrowingMap } from '#decider/growing-map.js';
import type { Policy } from '../policy/policy.js';
import { committedPolicy } from '../policy/testing/committed-policy.js';
import type { RecordedFact } from '../resident/file.js';
import { residentDecider } from '../resident/resident.js';
import { instant } from '../resident/testing/arbitrary-fact.js';
import { credentialDecider, decideSupersede } from './credential.js';
import type { CredentialEvent, DualDate, Ground, GroundKind } from './events.js';
import { seenOfHolder } from './grounds.js';
import { decideOpenReplacement, decideReplace, type Standing, standingOf } from './replacement.js';

const REVOKED_AT = instant('2026-03-08T09:00:00Z');
const NOW = instant('2026-04-01T09:00:00Z');
const BEFORE = instant('2026-03-01T09:00:00Z');

const ground = (kind: GroundKind, more: Partial<Ground> = {}): Ground => ({
  kind,
  since: BEFORE,
  factIds: [],
  ...more,
});

interface Known {
  readonly facts?: readonly RecordedFact[];
  readonly directives?: DirectivesState;
}

function standing(
  of: Ground | 'erased',
  { facts = [], directives }: Known,
  policy: Policy = committedPolicy,
) {
  const table = GrowingMap.of(facts.map((one, index) => [String(index), one] as const));
  const file = { ...residentDecider.initialState, facts: table };
  const at = (moment: Instant) =>
    seenOfHolder(file, directives ?? directivesDecider.initialState, moment, policy);
  return standingOf(of, { atRevocation: at(REVOKED_AT), now: at(NOW) }, policy);
}

describe('what a credential was revoked for', () => {
  const cancelled = status({ status: 'cancelled' }, '2026-03-01');
  const corrected = (statusNow: 'valid' | 'final-exit') => ({
    ...status({ status: statusNow }, '2026-04-01'),
    corrects: cancelled.id,
  });

  it('stands as long as nobody puts it right', () => {
    expect(standing(ground('residency-cancelled'), { facts: [cancelled] })).toBe('stands');
  });

  it('is gone once its owner corrected the fact, whenever that took effect', () => {
    expect(standing(ground('residency-cancelled'), { facts: [cancelled, corrected('valid')] })).toBe('gone');
  });

  it('stands when it was right then and merely changed afterwards', () => {
    const back = status({ status: 'valid' }, '2026-03-13');
    expect(standing(ground('residency-cancelled'), { facts: [cancelled, back] })).toBe('stands');
    const exam = (result: 'fit' | 'unfit', on: string) =>
      fact('medical-exam-reported', { result, centre: 'Efada 020' }, on);
    const [unfit, fit] = [exam('unfit', '2026-03-01'), exam('fit', '2026-04-01')];
    expect(standing(ground('medical-unfit'), { facts: [unfit, fit] })).toBe('stands');
    const unsaid = { ...fit, corrects: unfit.id };
    expect(standing(ground('medical-unfit'), { facts: [unfit, unsaid] })).toBe('gone');
  });

  it('stands when the correction says something else that revokes', () => {
    expect(standing(ground('residency-cancelled'), { facts: [cancelled, corrected('final-exit')] })).toBe(
      'stands',
    );
    const exit = status({ status: 'final-exit' }, '2026-03-01');
    expect(standing(ground('medical-unfit'), { facts: [exit] })).toBe('stands');
  });

  it.each(['absence-cancelled', 'appeal-decided'] as const)(
    'an absence report is gone when it is taken back or void, however late: %s',
    (kind) => {
      const told = (of: 'absence-reported' | 'absence-confirmed', reportId: string) =>
        fact(of, { reportId }, '2026-03-01');
      const report = [told('absence-reported', 'r1'), told('absence-confirmed', 'r1')];
      const over =
        kind === 'absence-cancelled'
          ? fact(kind, { reportId: 'r1' }, '2026-04-01')
          : fact(kind, { reportId: 'r1', outcome: 'upheld' }, '2026-04-01');
      const was = ground('absence-confirmed');
      expect(standing(was, { facts: report })).toBe('stands');
      // Another state of the same report is no other matter.
      const appealed = fact('absence-appealed', { reportId: 'r1' }, '2026-03-20');
      expect(standing(was, { facts: [...report, appealed] })).toBe('stands');
      expect(standing(was, { facts: [...report, over] })).toBe('gone');
      expect(standing(was, { facts: [...report, over, told('absence-reported', 'r2')] })).toBe('stands');
    },
  );

  it('a directive is gone when it is lifted from before the revocation on, not when it ended later', () => {
    const data = {
      directiveId: 'D-7',
      title: { ar: 'تعليق', en: 'A pause' },
      covers: {},
      from: BEFORE,
      source: 'Official gazette 5012',
      effect: 'stop',
      reachesIssued: true,
    } as const;
    const imposed = given(directivesDecider, { type: 'DirectiveImposed', data }).state;
    const lifted = (liftedAt: Instant) =>
      directivesDecider.evolve(imposed, { type: 'DirectiveLifted', data: { directiveId: 'D-7', liftedAt } });
    const was = ground('directive', { directiveId: 'D-7' });
    expect(standing(was, { directives: imposed })).toBe('stands');
    expect(standing(was, { directives: lifted(NOW) })).toBe('stands');
    expect(standing(was, { directives: lifted(BEFORE) })).toBe('gone');
    expect(standing(ground('directive', { directiveId: 'D-8' }), { directives: imposed })).toBe('gone');
  });

  it('cannot be known once it, or what would tell, was erased; a code nobody knows any more stands', () => {
    expect(standing('erased', {})).toBe('unknown');
    const facts = [erased(status({ status: 'cancelled' }, '2026-03-01'))];
    expect(standing(ground('residency-cancelled'), { facts })).toBe('unknown');
    expect(standing(ground('of-old' as GroundKind), {})).toBe('stands');
  });
});

const dual = (gregorian: string): DualDate => ({
  gregorian: gregorian as Day,
  hijri: '1447-01-01',
  calendar: 'test',
});
const issued: CredentialEvent = {
  type: 'CredentialIssued',
  data: {
    credentialId: 'c1' as CredentialId,
    applicationId: 'a1' as ApplicationId,
    subject: '0f'.repeat(16) as Subject,
    category: 'employee',
    validFrom: dual('2026-01-08'),
    validUntil: dual('2026-12-07'),
    statusList: '2026-03-4',
    statusIndex: 7,
    issuedAt: BEFORE,
  },
  personal: 'erased',
};
const revoked: CredentialEvent = {
  type: 'CredentialRevoked',
  data: { revokedAt: REVOKED_AT },
  personal: ground('residency-cancelled'),
};
const opened: CredentialEvent = { type: 'ReplacementOpened', data: { openedAt: NOW } };
const closed: CredentialEvent = { type: 'ReplacementClosed', data: { closedAt: NOW } };
const by = 'c2' as CredentialId;
const replaced: CredentialEvent = {
  type: 'CredentialReplaced',
  data: { by, officer: 'noura', reason: 'ground-corrected', replacedAt: NOW },
};
const credential = (...events: readonly CredentialEvent[]) => given(credentialDecider, ...events).state;
const AFTER_LAST_DAY = instant('2026-12-08T09:00:00Z');

describe('a revoked credential comes to an officer’s attention', () => {
  const open = (standing: Standing, ...events: readonly CredentialEvent[]) =>
    decideOpenReplacement(credential(...events), standing, NOW);

  it('once what it was revoked for is gone, once', () => {
    expect(open('gone', issued, revoked)).toEqual([opened]);
    expect(open('gone', issued, revoked, opened)).toEqual([]);
    expect(open('stands', issued, revoked)).toEqual([]);
    expect(open('unknown', issued, revoked)).toEqual([]);
  });

  it('and not any more when it is there again, when its last day is over, or when another was issued', () => {
    expect(open('stands', issued, revoked, opened)).toEqual([closed]);
    expect(open('stands', issued, revoked, opened, closed)).toEqual([]);
    const state = credential(issued, revoked, opened);
    const later = { type: 'ReplacementClosed', data: { closedAt: AFTER_LAST_DAY } };
    expect(decideOpenReplacement(state, 'gone', AFTER_LAST_DAY)).toEqual([later]);
    expect(decideOpenReplacement(credential(issued, revoked), 'gone', AFTER_LAST_DAY)).toEqual([]);
    expect(decideSupersede(state, { by, at: NOW })).toEqual([closed]);
    expect(decideSupersede(credential(issued, revoked), { by, at: NOW })).toEqual([]);
  });

  it('never when it is none, or was followed', () => {
    expect(open('gone', issued)).toEqual([]);
    expect(open('gone', issued, revoked, replaced)).toEqual([]);
    expect(open('gone')).toEqual([]);
  });
});

describe('that another credential follows', () => {
  const decide = (
    events: readonly CredentialEvent[],
    {
      standing = 'gone',
      at = NOW,
      officer = 'noura',
    }: { standing?: Standing; at?: Instant; officer?: string } = {},
  ) =>
    decideReplace(
      credential(...events),
      { by, officer, reason: 'ground-corrected', at },
      (was, revokedAt) => {
        expect([was, revokedAt]).toEqual([ground('residency-cancelled'), REVOKED_AT]);
        return standing;
      },
    );

  it('is decided once; the revoked one stays revoked', () => {
    expect(decide([issued, revoked])).toEqual([replaced]);
    expect(decide([issued, revoked, opened])).toEqual([replaced]);
    expect(decide([issued, revoked, replaced])).toEqual([]);
    expect(decide([issued, revoked, replaced], { officer: 'faisal' })).toMatchObject({
      code: 'already-replaced',
    });
    expect(credential(issued, revoked, opened, replaced)).toMatchObject({
      phase: 'revoked',
      replaceable: undefined,
      replacement: { by, officer: 'noura', replacedAt: NOW },
    });
  });

  it.each<[string, readonly CredentialEvent[], Parameters<typeof decide>[1]]>([
    ['credential-not-found', [], {}],
    ['not-revoked', [issued], {}],
    ['ground-still-stands', [issued, revoked], { standing: 'stands' }],
    ['personal-data-erased', [issued, revoked], { standing: 'unknown' }],
    ['credential-ended', [issued, revoked], { at: AFTER_LAST_DAY }],
  ])('is refused: %s', (code, events, how) => {
    expect(decide(events, how)).toMatchObject({ refused: true, code });
  });
});

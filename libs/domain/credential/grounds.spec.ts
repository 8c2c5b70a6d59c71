import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDaysTo } from '../calendar/day.js';
import { erased, fact, status } from '../conditions/testing/evidence.js';
import { type Directive, directivesDecider, type DirectivesState } from '../directives/directives.js';
import { GrowingMap } from '#decider/growing-map.js';
import type { Policy, GroundEffect } from '../policy/policy.js';
import { committedPolicy } from '../policy/testing/committed-policy.js';
import type { RecordedFact } from '../resident/file.js';
import { residentDecider } from '../resident/resident.js';
import { arbitraryFacts, instant } from '../resident/testing/arbitrary-fact.js';
import { credentialDecider, type CredentialState, groundsOf } from './credential.js';
import { type CredentialEvent, GROUND_KINDS, type GroundKind } from './events.js';
import { groundsBy, seenOfHolder } from './grounds.js';
import { decideReassess } from './reassess.js';

const NOW = instant('2026-03-08T09:00:00Z');

/** The policy, but for what these grounds do. */
function policyWith(effects: Partial<Record<GroundKind, GroundEffect>>): Policy {
  const afterIssue = Object.fromEntries(
    GROUND_KINDS.map((kind) => {
      const [first] = committedPolicy.rules.afterIssue[kind];
      return [kind, [{ ...first, value: effects[kind] ?? 'suspends' }]];
    }),
  ) as unknown as Policy['rules']['afterIssue']; // one entry for each kind
  return { ...committedPolicy, rules: { ...committedPolicy.rules, afterIssue } };
}

const SUSPENDS = policyWith({});

const directive: Directive = {
  directiveId: 'D-7',
  title: { ar: 'تعليق', en: 'A pause' },
  covers: { nationalities: ['UTO'] },
  from: instant('2026-02-01T00:00:00Z'),
  source: 'Official gazette 5012',
  effect: 'stop',
  reachesIssued: true,
};
const imposed = (...directives: readonly Directive[]) =>
  directives.reduce(
    (state: DirectivesState, data) => directivesDecider.evolve(state, { type: 'DirectiveImposed', data }),
    directivesDecider.initialState,
  );
const NONE = directivesDecider.initialState;

interface Known {
  readonly facts?: readonly RecordedFact[];
  readonly directives?: DirectivesState;
  readonly at?: Instant;
  readonly policy?: Policy;
}

function groundsWith({ facts = [], directives = NONE, at = NOW, policy = SUSPENDS }: Known) {
  const table = GrowingMap.of(facts.map((one, index) => [String(index), one] as const));
  const file = { ...residentDecider.initialState, facts: table };
  return groundsBy(seenOfHolder(file, directives, at, policy), policy);
}

// What was issued does not matter here.
const active = { phase: 'active', issue: {}, groundsEver: 0 } as unknown as CredentialState;

function reassessed(state: CredentialState, known: Known): readonly CredentialEvent[] {
  return decideReassess(state, groundsWith(known), known.at ?? NOW);
}

/** What is known becomes known one after the other. */
function after(...steps: readonly Known[]): CredentialState {
  return steps.reduce(
    (state, known) => reassessed(state, known).reduce(credentialDecider.evolve, state),
    active,
  );
}

const kindsOf = (state: CredentialState) =>
  groundsOf(state).map(({ ground }) => (ground === 'erased' ? ground : ground.kind));

const passport = fact('passport-updated', {
  number: 'P1',
  nationality: 'UTO',
  expiry: '2030-01-01' as never,
});
const reported = fact('absence-reported', { reportId: 'r1' }, '2026-03-01');
const confirmed = fact('absence-confirmed', { reportId: 'r1' }, '2026-03-02');
const appealed = fact('absence-appealed', { reportId: 'r1' }, '2026-03-03');
const dismissed = fact('appeal-decided', { reportId: 'r1', outcome: 'dismissed' }, '2026-03-04');
const upheld = fact('appeal-decided', { reportId: 'r1', outcome: 'upheld' }, '2026-03-04');
const cancelled = fact('absence-cancelled', { reportId: 'r1' }, '2026-03-04');
const violation = fact('violation-recorded', { violationId: 'v1', amount: 30_000 }, '2026-03-01');
const settled = fact('violation-settled', { violationId: 'v1' }, '2026-03-04');
const objected = fact('violation-objected', { violationId: 'v1' }, '2026-03-02');
const exam = (result: 'fit' | 'unfit' | 'pending', on: string, centre = 'Efada 020') =>
  fact('medical-exam-reported', { result, centre }, on);
const unfit = exam('unfit', '2026-03-01');
const suspended = fact('account-suspended', {}, '2026-03-01');
const activated = fact('account-activated', {}, '2026-03-04');

/** Each ground: what sets it, and what lifts it again, if anything does. */
const SET_BY: Readonly<Record<GroundKind, { readonly set: Known; readonly lift?: Known }>> = {
  'absence-reported': { set: { facts: [reported] }, lift: { facts: [reported, cancelled] } },
  'absence-grace-over': {
    set: { facts: [reported], at: addDaysTo(NOW, 90) },
    lift: { facts: [reported, cancelled], at: addDaysTo(NOW, 90) },
  },
  'absence-appealed': { set: { facts: [reported, appealed] }, lift: { facts: [reported, appealed, upheld] } },
  'absence-confirmed': {
    set: { facts: [reported, confirmed] },
    lift: { facts: [reported, confirmed, cancelled] },
  },
  'absence-appeal-dismissed': {
    set: { facts: [reported, appealed, dismissed] },
    lift: {
      facts: [reported, appealed, dismissed, fact('absence-cancelled', { reportId: 'r1' }, '2026-03-05')],
    },
  },
  'medical-unfit': { set: { facts: [unfit] }, lift: { facts: [unfit, exam('fit', '2026-03-04')] } },
  'account-suspended': { set: { facts: [suspended] }, lift: { facts: [suspended, activated] } },
  'violations-outstanding': { set: { facts: [violation] }, lift: { facts: [violation, settled] } },
  'violations-objected': {
    set: { facts: [violation, objected] },
    lift: { facts: [violation, objected, settled] },
  },
  directive: { set: { facts: [passport], directives: imposed(directive) }, lift: { facts: [passport] } },
  'residency-cancelled': {
    set: { facts: [status({ status: 'cancelled' })] },
    lift: { facts: [status({ status: 'cancelled' }), status({ status: 'valid' }, '2026-03-01')] },
  },
  'residency-final-exit': {
    set: { facts: [status({ status: 'final-exit' })] },
    lift: { facts: [status({ status: 'final-exit' }), status({ status: 'valid' }, '2026-03-01')] },
  },
};

describe.each(GROUND_KINDS.map((kind) => [kind, SET_BY[kind]] as const))('%s', (kind, { set, lift }) => {
  it('that suspends is lifted by what set it, and nothing else', () => {
    const other = kind === 'account-suspended' ? violation : suspended;
    const also = { ...set, facts: [...(set.facts ?? []), other] };
    const [first, second] = groundsOf(after(set, also));
    expect(kindsOf(after(set))).toEqual([kind]);
    expect([first?.groundId, second?.groundId]).toEqual(['1', '2']);
    const left = { ...lift, facts: [...(lift?.facts ?? []), other] };
    const state = after(set, also, left);
    expect([state.phase, groundsOf(state).map(({ groundId }) => groundId)]).toEqual(['suspended', ['2']]);
    expect(reassessed(after(set), lift ?? {})).toMatchObject([
      { type: 'GroundLifted', data: { groundId: '1' } },
      { type: 'CredentialReinstated' },
    ]);
    expect(after(set, lift ?? {})).toMatchObject({ phase: 'active' });
  });

  it('that revokes does so for good', () => {
    const policy = policyWith({ [kind]: 'revokes' });
    const state = after({ ...set, policy });
    expect(state).toMatchObject({ phase: 'revoked', ground: { kind } });
    expect(reassessed(state, { ...lift, policy })).toEqual([]);
    expect(reassessed(after({ facts: [suspended] }), { ...set, policy })).toMatchObject([
      { type: 'CredentialRevoked' },
    ]);
  });

  it('that does nothing does nothing, also to one it had suspended', () => {
    const policy = policyWith({ [kind]: 'nothing' });
    expect(reassessed(active, { ...set, policy })).toEqual([]);
    expect(after(set, { ...set, policy })).toMatchObject({ phase: 'active' });
  });

  it('seen again changes nothing', () => {
    expect(reassessed(after(set), set)).toEqual([]);
  });
});

describe('by the committed policy', () => {
  it.each([
    ['residency-final-exit', 'revoked'],
    ['residency-cancelled', 'revoked'],
    ['absence-confirmed', 'suspended'],
    ['medical-unfit', 'suspended'],
    ['directive', 'suspended'],
    ['violations-outstanding', 'active'],
    ['account-suspended', 'active'],
  ] as const)('after %s it is %s', (kind, phase) => {
    expect(after({ ...SET_BY[kind].set, policy: committedPolicy })).toMatchObject({ phase });
  });
});

describe('a ground', () => {
  it('passes into another without a moment in between', () => {
    expect(reassessed(after({ facts: [reported] }), { facts: [reported, confirmed] })).toMatchObject([
      { type: 'CredentialSuspended', data: { groundId: '2' }, personal: { kind: 'absence-confirmed' } },
      { type: 'GroundLifted', data: { groundId: '1' } },
    ]);
  });

  it('of a medical examination is not lifted by one that is pending, nor by a centre without accreditation', () => {
    for (const later of [exam('pending', '2026-03-04'), exam('fit', '2026-03-04', 'Efada 999')])
      expect(kindsOf(after({ facts: [unfit] }, { facts: [unfit, later] }))).toEqual(['medical-unfit']);
    expect(reassessed(active, { facts: [exam('unfit', '2026-03-04', 'Efada 999')] })).toEqual([]);
  });

  it('is a directive only if it says so, and covers the holder', () => {
    const { reachesIssued: _reaches, ...silent } = directive;
    const elsewhere = { ...directive, covers: { nationalities: ['IND'] } };
    for (const one of [silent, elsewhere, { ...directive, from: instant('2026-04-01T00:00:00Z') }])
      expect(reassessed(active, { facts: [passport], directives: imposed(one) })).toEqual([]);
    // Who issued it and how does not matter any more.
    const renewals: Directive = { ...directive, covers: { services: ['renew'] } };
    expect(kindsOf(after({ directives: imposed(renewals) }))).toEqual(['directive']);
  });

  it('of each directive is one of its own', () => {
    const both = imposed(directive, { ...directive, directiveId: 'D-8' });
    const state = after({ facts: [passport], directives: both });
    expect(kindsOf(state)).toEqual(['directive', 'directive']);
    const lifted = directivesDecider.evolve(both, {
      type: 'DirectiveLifted',
      data: { directiveId: 'D-7', liftedAt: NOW },
    });
    expect(reassessed(state, { facts: [passport], directives: lifted })).toMatchObject([
      { type: 'GroundLifted', data: { groundId: '1' } },
    ]);
  });
});

describe('what was erased', () => {
  it('is no ground to suspend or to revoke', () => {
    const facts = [erased(confirmed), erased(status({ status: 'final-exit' })), erased(unfit)];
    expect(reassessed(active, { facts })).toEqual([]);
  });

  it('lifts nothing: a confirmed report that cannot be read any more is not none', () => {
    const state = after({ facts: [confirmed] });
    expect(reassessed(state, { facts: [erased(confirmed)] })).toEqual([]);
    expect(reassessed(state, { facts: [erased(confirmed), cancelled] })).toEqual([]);
    const left = { facts: [confirmed, cancelled, erased(status({ status: 'valid' }))] };
    expect(reassessed(state, left)).toEqual([]);
  });

  it('is looked at again once it was put right', () => {
    const corrected = { ...cancelled, corrects: confirmed.id };
    const state = after({ facts: [confirmed] });
    expect(reassessed(state, { facts: [erased(confirmed), corrected] })).toMatchObject([
      { type: 'GroundLifted' },
      { type: 'CredentialReinstated' },
    ]);
  });

  it('as a ground is lifted when nothing there is to know can be it', () => {
    const unreadable = { type: 'CredentialSuspended', data: { groundId: '1', suspendedAt: NOW } } as const;
    const state = credentialDecider.evolve(active, { ...unreadable, personal: 'erased' });
    expect(reassessed(state, { facts: [erased(confirmed)] })).toEqual([]);
    expect(reassessed(state, { facts: [confirmed] })).toMatchObject([
      { type: 'CredentialSuspended', data: { groundId: '2' } },
      { type: 'GroundLifted', data: { groundId: '1' } },
    ]);
    expect(reassessed(state, {})).toMatchObject([{ type: 'GroundLifted' }, { type: 'CredentialReinstated' }]);
  });
});

it('grounds of former releases, named by their codes, are lifted like any other', () => {
  const former: CredentialEvent = {
    type: 'CredentialSuspended',
    data: { groundId: 'absence-confirmed', suspendedAt: NOW },
    personal: { kind: 'absence-confirmed', since: NOW, factIds: [] },
  };
  const state = credentialDecider.evolve(active, former);
  expect(reassessed(state, { facts: [reported, confirmed] })).toEqual([]);
  expect(reassessed(state, { facts: [confirmed, cancelled] })).toMatchObject([
    { type: 'GroundLifted', data: { groundId: 'absence-confirmed' } },
    { type: 'CredentialReinstated' },
  ]);
});

describe('by time alone', () => {
  it('the grace of a report ends, and a directive', () => {
    const graceUntil = addDaysTo(NOW, 10);
    const graced = fact('absence-reported', { reportId: 'r1', graceUntil }, '2026-03-01');
    const ends = addDaysTo(NOW, 5);
    const known = { facts: [graced, passport], directives: imposed({ ...directive, until: ends }) };
    const { suspending, changesAt } = groundsWith(known);
    expect(changesAt).toBe(ends);
    expect(suspending).toMatchObject([
      { kind: 'absence-reported', until: instant('2026-03-18T09:00:00.001Z') },
      { kind: 'directive', until: ends },
    ]);
    expect(groundsWith({ ...known, at: ends })).toMatchObject({
      suspending: [{ kind: 'absence-reported' }],
      changesAt: instant('2026-03-18T09:00:00.001Z'),
    });
  });

  it('a policy changes what a ground does', () => {
    const policy = policyWith({});
    const [first] = policy.rules.afterIssue['medical-unfit'];
    const series = [first, { ...first, value: 'nothing', validFrom: '2026-06-01' as never }] as const;
    const afterIssue = { ...policy.rules.afterIssue, 'medical-unfit': series };
    const changing = { ...policy, rules: { ...policy.rules, afterIssue } };
    const midnight = instant('2026-05-31T21:00:00Z');
    expect(groundsWith({ facts: [unfit], policy: changing })).toMatchObject({
      suspending: [{ until: midnight }],
      changesAt: midnight,
    });
    const state = after({ facts: [unfit], policy: changing });
    expect(reassessed(state, { facts: [unfit], policy: changing, at: midnight })).toMatchObject([
      { type: 'GroundLifted' },
      { type: 'CredentialReinstated' },
    ]);
  });
});

describe('whatever is told, in whatever order', () => {
  const at = instant('2027-06-01T00:00:00Z');
  const shuffled = arbitraryFacts.chain((facts) =>
    fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts], { minLength: facts.length })),
  );
  const policies = fc
    .array(fc.constantFrom<GroundEffect>('suspends', 'nothing'), {
      minLength: GROUND_KINDS.length,
      maxLength: GROUND_KINDS.length,
    })
    .map((effects) => policyWith(Object.fromEntries(GROUND_KINDS.map((kind, n) => [kind, effects[n]]))));
  const directives = imposed(directive);

  it('the grounds in effect are those that all of it comes to, and each was lifted once', () => {
    fc.assert(
      fc.property(shuffled, policies, ([facts, told], policy) => {
        let state = active;
        const lifted: string[] = [];
        for (let n = 1; n <= told.length; n += 1) {
          for (const event of reassessed(state, { facts: told.slice(0, n), directives, at, policy })) {
            if (event.type === 'GroundLifted') lifted.push(event.data.groundId);
            state = credentialDecider.evolve(state, event);
          }
          expect(state.phase === 'suspended').toBe(groundsOf(state).length > 0);
        }
        const atOnce = after({ facts, directives, at, policy });
        expect(kindsOf(state).sort()).toEqual(kindsOf(atOnce).sort());
        expect(new Set(lifted).size).toBe(lifted.length);
      }),
    );
  });
});

import type { Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { applicationDecider, type ApplicationState } from './application/application.js';
import { decideIssued, decideLapse, decideWithdraw } from './application/ending.js';
import type { ApplicationEvent } from './application/events.js';
import {
  decideClaim,
  decideProvideInformation,
  decideRequestInformation,
  decideReview,
} from './application/review.js';
import { decideCannotIssue, decideEscalate, decideScreening } from './application/screening.js';
import {
  actionRequired,
  approvedByRules,
  billed,
  board,
  claimed,
  confirmed,
  day,
  draft,
  fees,
  impartial,
  issued,
  outstanding,
  paid,
  pending,
  referred,
  screening,
  sent,
  terms,
} from './application/testing/sample-case.js';
import {
  credentialDecider,
  type CredentialState,
  decideExpire,
  decideSupersede,
} from './credential/credential.js';
import type { CredentialEvent, Ground } from './credential/events.js';
import { decideReassess } from './credential/reassess.js';
import {
  decideCancelErasure,
  decideCompleteErasure,
  decideConfirmErasure,
  decideGiveUpConfirmation,
  decideLapseErasure,
  erasureDecider,
  type ErasureState,
} from './erasure/erasure.js';
import type { ErasureEvent } from './erasure/events.js';
import type { FeesEvent } from './fees/events.js';
import {
  decideConsume,
  decideIssueBill,
  decideReconcile,
  decideRefunded,
  decideRefundFailed,
  decideReleaseFunds,
  decideRequestRefund,
  decideReserve,
  feesDecider,
  type FeesState,
  unsettled,
} from './fees/fees.js';
import type { CredentialId, Day } from './kernel/brand.js';
import { type Decision, type DomainEvent, isRefusal } from '#decider/decider.js';
import { decideReleaseSlot, decideReopenSlot, slotDecider, type SlotState } from './slot/slot.js';

/*
 * Nothing may be stuck: every state a case, a payment, a slot, a credential or an erasure can be in is left by a command that
 * somebody or a deadline gives, or is an end. The tables have a row for each member of the deciders' own unions: a new
 * state without a row is refused by the compiler, a way that does not lead out by the test.
 */

/** Who comes by without anybody in between. `deadline`: the process manager, when its time has come. */
type By = 'applicant' | 'officer' | 'operator' | 'deadline' | 'rules' | 'sadad' | 'process-manager';

interface Way<State> {
  readonly by: By;
  /** What it is, in a few words. */
  readonly how: string;
  readonly decide: (state: State) => Decision<DomainEvent>;
}

interface Open<State> {
  /** How one gets there; with the person's data erased these are folded once more. */
  readonly events: readonly DomainEvent[];
  readonly ways: readonly [Way<State>, ...Way<State>[]];
}

type Row<State> = Open<State> | 'the end' | 'not yet there';

const erased = (event: DomainEvent): DomainEvent =>
  'personal' in event ? { ...event, personal: 'erased' } : event;

function leads<State>(state: State, way: Way<State>, evolve: (state: State, event: never) => State): State {
  const decision = way.decide(state);
  if (isRefusal(decision)) throw new Error(`${way.how}: refused, ${decision.code}`);
  expect(decision).not.toEqual([]);
  return decision.reduce((before, event) => evolve(before, event as never), state); // of the very decider
}

function describeWaysOut<Name extends string, State>(
  of: string,
  rows: Readonly<Record<Name, Row<State>>>,
  {
    initialState,
    evolve,
    nameOf,
  }: {
    readonly initialState: State;
    readonly evolve: (state: State, event: never) => State;
    readonly nameOf: (state: State) => string;
  },
): void {
  describe(`${of}: no state without a way out`, () => {
    for (const [name, row] of Object.entries<Row<State>>(rows)) {
      if (typeof row === 'string') continue;
      for (const [how, remake] of [
        ['', (event: DomainEvent) => event],
        [', the person erased meanwhile', erased],
      ] as const) {
        const there = () =>
          row.events.map(remake).reduce((state, event) => evolve(state, event as never), initialState);
        it.each(row.ways)(`${name}${how}: $by, $how`, (way) => {
          const before = there();
          expect(nameOf(before)).toBe(name);
          expect(nameOf(leads(before, way, evolve))).not.toBe(name);
        });
      }
    }
  });
}

// ── The case ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** In review there are four states: what has to happen next is another's each time. */
type CaseName =
  | Exclude<ApplicationState['phase'], 'in-review'>
  | `in-review, ${'unclaimed' | 'claimed' | 'asked' | 'unclaimed, asked'}`;

function caseName(state: ApplicationState): CaseName {
  if (state.phase !== 'in-review') return state.phase;
  if (state.information !== undefined)
    return state.claimedBy === undefined ? 'in-review, unclaimed, asked' : 'in-review, asked';
  return `in-review, ${state.claimedBy === undefined ? 'unclaimed' : 'claimed'}`;
}

const waiting = screening(board({ 'medical-passed': pending }));
const waits: readonly ApplicationEvent[] = [...sent, ...eventsOf(applicationDecider.evolve, sent, waiting)];
const asked: readonly ApplicationEvent[] = [
  ...claimed,
  { type: 'InformationRequested', data: { officer: 'huda', reason: 'photo-unclear', until: day(20) } },
];

function eventsOf(
  evolve: typeof applicationDecider.evolve,
  before: readonly ApplicationEvent[],
  known: typeof waiting,
): readonly ApplicationEvent[] {
  const decision = decideScreening(before.reduce(evolve, applicationDecider.initialState), known, terms);
  if (isRefusal(decision)) throw new Error(decision.code);
  return decision;
}

type CaseWay = Way<ApplicationState>;
const withdraws: CaseWay = {
  by: 'applicant',
  how: 'withdraws',
  decide: (s) => decideWithdraw(s, { at: day(6) }),
};
const lapses: CaseWay = {
  by: 'deadline',
  how: 'lapses when the applicant is silent',
  decide: (s) => decideLapse(s, { at: day(60) }),
};
/** A fact that corrects, or a final one. */
const screens = (how: string, known: typeof waiting): CaseWay => ({
  by: 'rules',
  how,
  decide: (s) => decideScreening(s, known, terms),
});
const rejectedFinally = screens(
  'a final ground rejects',
  screening(board({ 'no-absence-report': confirmed }), [9]),
);

describeWaysOut<CaseName, ApplicationState>(
  'a case',
  {
    none: 'not yet there',
    abandoned: 'the end',
    draft: { events: draft, ways: [lapses, withdraws] },
    submitted: { events: sent, ways: [screens('the first screening', screening(board())), withdraws] },
    screening: {
      events: waits,
      ways: [
        { by: 'deadline', how: 'an officer looks at it', decide: (s) => decideEscalate(s, { at: day(40) }) },
        withdraws,
        screens('what was awaited is reported', screening(board(), [9])),
        rejectedFinally,
      ],
    },
    'action-required': {
      events: actionRequired,
      ways: [lapses, withdraws, screens('it is mended', screening(board(), [9])), rejectedFinally],
    },
    'in-review, unclaimed': {
      events: referred,
      ways: [
        {
          by: 'officer',
          how: 'claims',
          decide: (s) => decideClaim(s, { officer: 'huda', ...impartial, at: day(6) }, terms),
        },
        withdraws,
        rejectedFinally,
      ],
    },
    'in-review, claimed': {
      events: claimed,
      ways: [
        {
          by: 'officer',
          how: 'decides',
          decide: (s) =>
            decideReview(s, { officer: 'huda', ...impartial, decision: 'reject', reason: 'r', at: day(7) }),
        },
        withdraws,
        rejectedFinally,
      ],
    },
    'in-review, asked': {
      events: asked,
      ways: [
        lapses,
        { by: 'applicant', how: 'answers', decide: (s) => decideProvideInformation(s, { at: day(8) }) },
        withdraws,
        rejectedFinally,
      ],
    },
    'in-review, unclaimed, asked': {
      events: [...asked, { type: 'ReviewReleased', data: { officer: 'huda', releasedAt: day(8) } }],
      ways: [lapses, withdraws],
    },
    approved: {
      events: approvedByRules,
      ways: [
        { by: 'process-manager', how: 'issues', decide: (s) => decideIssued(s, issued) },
        {
          by: 'process-manager',
          how: 'hands what cannot be issued to an officer',
          decide: (s) => decideCannotIssue(s, { reason: 'personal-data-erased', at: day(8) }),
        },
        screens('the ground goes', screening(board({ 'no-violations': outstanding }), [9])),
      ],
    },
    issued: 'the end',
    rejected: 'the end',
    withdrawn: 'the end',
    lapsed: 'the end',
  },
  { ...applicationDecider, nameOf: caseName },
);

describe('a case that an officer has claimed', () => {
  const state = claimed.reduce(applicationDecider.evolve, applicationDecider.initialState);
  const claim = (officer: string, n: number, s: ApplicationState = state) =>
    decideClaim(s, { officer, ...impartial, at: day(n) }, terms);

  it('is another officer’s to claim once it was kept undecided for so many days, and no sooner', () => {
    expect(claim('salma', 10)).toEqual({ refused: true, code: 'claimed-by-another' });
    expect(claim('salma', 11)).toEqual([
      { type: 'ReviewReleased', data: { officer: 'huda', releasedAt: day(11) } },
      { type: 'ReviewClaimed', data: { officer: 'salma', claimedAt: day(11) } },
    ]);
  });

  it('is not taken away while the applicant owes an answer; the days begin with the answer', () => {
    const question = decideRequestInformation(state, {
      officer: 'huda',
      ...impartial,
      reason: 'r',
      until: day(20),
    });
    if (isRefusal(question)) throw new Error(question.code);
    const open = question.reduce(applicationDecider.evolve, state);
    expect(claim('salma', 19, open)).toMatchObject({ code: 'claimed-by-another' });
    const answered = applicationDecider.evolve(open, {
      type: 'InformationProvided',
      data: { providedAt: day(12) },
    });
    expect(claim('salma', 16, answered)).toMatchObject({ code: 'claimed-by-another' });
    expect(claim('salma', 17, answered)).toHaveLength(2);
  });
});

describe('a case that waits for somebody’s report', () => {
  const state = waits.reduce(applicationDecider.evolve, applicationDecider.initialState);
  const until = day(35);

  it('is looked at by an officer on a day that other facts do not move', () => {
    expect(state).toMatchObject({ phase: 'screening', until });
    const again = decideScreening(
      state,
      { ...waiting, knew: { ...waiting.knew, resident: [7] }, at: day(20) },
      terms,
    );
    expect(again).toMatchObject([{ type: 'ScreeningCompleted', data: { result: 'waiting', until } }]);
    expect(decideEscalate(state, { at: day(34) })).toEqual([]);
    expect(decideEscalate(state, { at: until })).toEqual([
      {
        type: 'ReferredToOfficer',
        data: { referredAt: until },
        personal: { reasons: ['waited-too-long', 'medical-not-reported'] },
      },
    ]);
  });

  it('stays with the officers while nobody reports, and goes on by itself when somebody does', () => {
    const escalated = decideEscalate(state, { at: until });
    if (isRefusal(escalated)) throw new Error(escalated.code);
    const inReview = escalated.reduce(applicationDecider.evolve, state);
    const knew = (...resident: readonly number[]) => ({ ...waiting.knew, resident });
    const still = decideScreening(inReview, { ...waiting, knew: knew(7), at: day(36) }, terms);
    if (isRefusal(still)) throw new Error(still.code);
    expect(still.reduce(applicationDecider.evolve, inReview).phase).toBe('in-review');
    const reported = { ...screening(board(), [8]), at: day(37) };
    const satisfied = decideScreening(inReview, reported, terms);
    if (isRefusal(satisfied)) throw new Error(satisfied.code);
    expect(satisfied.reduce(applicationDecider.evolve, inReview).phase).toBe('approved');
  });

  it('of a former release has no such day until it is screened again, with or without news', () => {
    const former = waits.map((event): ApplicationEvent => {
      if (event.type !== 'ScreeningCompleted') return event;
      const { until: _, ...data } = event.data;
      return { ...event, data };
    });
    const old = former.reduce(applicationDecider.evolve, applicationDecider.initialState);
    expect(decideEscalate(old, { at: day(90) })).toEqual([]);
    for (const resident of [waiting.knew.resident, [7]]) {
      const again = decideScreening(
        old,
        { ...waiting, knew: { ...waiting.knew, resident }, at: day(20) },
        terms,
      );
      expect(again).toMatchObject([{ type: 'ScreeningCompleted', data: { until: day(50) } }]);
      if (isRefusal(again)) throw new Error(again.code);
      const dated = again.reduce(applicationDecider.evolve, old);
      const asKnown = { ...waiting, knew: { ...waiting.knew, resident } };
      expect(decideScreening(dated, { ...asKnown, at: day(21) }, terms)).toEqual([]);
    }
  });
});

// ── Money ─────────────────────────────────────────────────────────────────────────────────────────────────────────

type MoneyName =
  | `fee ${FeesState['commitment']['kind']}`
  | `refund ${FeesState['refund']['kind']}`
  | 'outcome unknown'
  | 'billed';

function moneyName(state: FeesState): MoneyName {
  if (state.outcomeUnknown !== undefined) return 'outcome unknown';
  if (state.refund.kind !== 'none') return `refund ${state.refund.kind}`;
  if (state.commitment.kind !== 'none') return `fee ${state.commitment.kind}`;
  return state.bill !== undefined && state.payments.size === 0 ? 'billed' : 'fee none';
}

const { billNumber, applicationId, quote } = billed.type === 'BillIssued' ? billed.data : never();
const reserved: FeesEvent = { type: 'FundsReserved', data: { amount: quote.total, reservedAt: day(4) } };
const released: FeesEvent = {
  type: 'FundsReleased',
  data: { amount: quote.total, reason: 'r', releasedAt: day(5) },
};
const requested: FeesEvent = { type: 'RefundRequested', data: { amount: quote.total, requestedAt: day(6) } };
const failed: FeesEvent = { type: 'RefundFailed', data: { reason: 'closed-account', failedAt: day(7) } };
const unknown: FeesEvent = { type: 'PaymentOutcomeUnknown', data: { billNumber, since: day(3) } };

function never(): never {
  throw new Error('the sample is a bill');
}

describeWaysOut<MoneyName, FeesState>(
  'money',
  {
    billed: {
      events: [billed],
      ways: [
        {
          by: 'sadad',
          how: 'tells of the payment',
          decide: (s) =>
            decideReconcile(s, {
              found: true,
              billNumber,
              paymentId: 'p',
              amount: quote.total,
              paidAt: day(3),
              at: day(3),
            }),
        },
      ],
    },
    'outcome unknown': {
      events: [billed, unknown],
      ways: [
        {
          by: 'sadad',
          how: 'finds none',
          decide: (s) => decideReconcile(s, { found: false, billNumber, at: day(4) }),
        },
      ],
    },
    'fee none': {
      events: [billed, paid],
      ways: [
        { by: 'process-manager', how: 'sets it aside', decide: (s) => decideReserve(s, { at: day(4) }) },
        { by: 'applicant', how: 'asks for it back', decide: (s) => decideRequestRefund(s, { at: day(4) }) },
      ],
    },
    'fee reserved': {
      events: [billed, paid, reserved],
      ways: [
        {
          by: 'process-manager',
          how: 'spends it on the issue',
          decide: (s) => decideConsume(s, { at: day(8) }),
        },
        {
          by: 'process-manager',
          how: 'gives it back when the case ends',
          decide: (s) => decideReleaseFunds(s, { reason: 'lapsed', at: day(8) }),
        },
      ],
    },
    'fee consumed': 'the end',
    'refund none': 'not yet there',
    'refund pending': {
      events: [billed, paid, reserved, released, requested],
      ways: [
        { by: 'sadad', how: 'paid back', decide: (s) => decideRefunded(s, { reference: 'r1', at: day(8) }) },
        { by: 'sadad', how: 'failed', decide: (s) => decideRefundFailed(s, { reason: 'r', at: day(8) }) },
      ],
    },
    'refund failed': {
      events: [billed, paid, reserved, released, requested, failed],
      ways: [{ by: 'applicant', how: 'asks again', decide: (s) => decideRequestRefund(s, { at: day(9) }) }],
    },
    'refund paid-back': 'the end',
  },
  { ...feesDecider, nameOf: moneyName },
);

describe('money about which SADAD is silent', () => {
  it.each([
    ['a payment', [billed, unknown], { what: 'payment', since: day(3) }],
    ['a refund', [billed, paid, requested], { what: 'refund', since: day(6) }],
  ] as const)('%s is told of, for as long as it is unsettled', (_, events, expected) => {
    expect(unsettled(fees(...events))).toEqual(expected);
  });

  it('is not, once it is settled', () => {
    expect(unsettled(fees(billed, paid, requested, failed))).toBeUndefined();
    expect(unsettled(fees(billed, paid))).toBeUndefined();
  });

  it('a bill nobody paid gives way to another', () => {
    const next = { applicationId, billNumber: '9', quote, at: day(20) };
    expect(decideIssueBill(fees(billed), next, terms)).toMatchObject([{ type: 'BillIssued' }]);
  });
});

// ── The slot ──────────────────────────────────────────────────────────────────────────────────────────────────────

type SlotName = 'free' | 'taken' | 'closed';

const subject = '0f'.repeat(16) as Subject;
const forErasure = { erasure: subject, requestedAt: day(1) };

function slotName({ taken, closed }: SlotState): SlotName {
  if (taken !== undefined) return 'taken';
  return closed === undefined ? 'free' : 'closed';
}

describeWaysOut<SlotName, SlotState>(
  'a slot',
  {
    free: 'the end',
    taken: {
      events: [{ type: 'SlotTaken', data: { applicationId, takenAt: day(1) } }],
      ways: [
        {
          by: 'process-manager',
          how: 'gives it back when the case ends',
          decide: (s) => decideReleaseSlot(s, { applicationId, why: 'lapsed', at: day(9) }),
        },
      ],
    },
    closed: {
      events: [{ type: 'SlotClosed', data: { ...forErasure, closedAt: day(2) } }],
      ways: [
        {
          by: 'process-manager',
          how: 'opens it once the erasure is done, or off',
          decide: (s) => decideReopenSlot(s, { ...forErasure, at: day(3) }),
        },
      ],
    },
  },
  { ...slotDecider, nameOf: slotName },
);

// ── The credential ────────────────────────────────────────────────────────────────────────────────────────────────

const credential: CredentialEvent = {
  type: 'CredentialIssued',
  data: {
    credentialId: issued.credentialId,
    applicationId,
    subject,
    category: 'employee',
    statusList: 's',
    statusIndex: 1,
    validFrom: { gregorian: '2026-03-08' as Day } as never,
    validUntil: { gregorian: '2027-03-07' as Day } as never,
    issuedAt: day(8),
  },
  personal: 'erased',
};
const absent: Ground = { kind: 'absence-reported', since: day(9), factIds: ['F-1'] };
const found = { suspending: [], revoking: [], unknown: [], changesAt: undefined };
const suspended: CredentialEvent = {
  type: 'CredentialSuspended',
  data: { groundId: '1', suspendedAt: day(9) },
  personal: absent,
};
const ended: readonly Way<CredentialState>[] = [
  {
    by: 'rules',
    how: 'revoked',
    decide: (s) => decideReassess(s, { ...found, revoking: [absent] }, day(10)),
  },
  {
    by: 'process-manager',
    how: 'superseded by the next',
    decide: (s) => decideSupersede(s, { by: 'c2' as CredentialId, at: day(10) }),
  },
  {
    by: 'deadline',
    how: 'its last day passes',
    decide: (s) => decideExpire(s, { today: '2027-03-08' as Day, at: day(365) }),
  },
];

describeWaysOut<CredentialState['phase'], CredentialState>(
  'a credential',
  {
    none: 'not yet there',
    active: {
      events: [credential],
      ways: [
        {
          by: 'rules',
          how: 'suspended',
          decide: (s) => decideReassess(s, { ...found, suspending: [absent] }, day(9)),
        },
        ...ended,
      ],
    },
    suspended: {
      events: [credential, suspended],
      ways: [{ by: 'rules', how: 'reinstated', decide: (s) => decideReassess(s, found, day(10)) }, ...ended],
    },
    revoked: 'the end',
    superseded: 'the end',
    expired: 'the end',
  },
  { ...credentialDecider, nameOf: ({ phase }) => phase },
);

// ── The erasure ───────────────────────────────────────────────────────────────────────────────────────────────────

const erasureRequested: ErasureEvent = {
  type: 'ErasureRequested',
  data: { subject, requestedBy: 'omar', reason: 'ordered', requestedAt: day(1), lapsesAt: day(15) },
};
const erasureConfirmed: ErasureEvent = {
  type: 'ErasureConfirmed',
  data: { confirmedBy: 'huda', subjects: [subject], confirmedAt: day(2) },
};
const confirmation = { confirmedBy: 'huda', subjects: [subject], slotsClosedFor: day(1), at: day(2) };

describeWaysOut<ErasureState['phase'], ErasureState>(
  'an erasure',
  {
    none: 'not yet there',
    requested: {
      events: [erasureRequested],
      ways: [
        { by: 'operator', how: 'confirms', decide: (s) => decideConfirmErasure(s, confirmation, []) },
        {
          by: 'operator',
          how: 'takes it back',
          decide: (s) => decideCancelErasure(s, { cancelledBy: 'omar', at: day(2) }),
        },
        { by: 'deadline', how: 'lapses unconfirmed', decide: (s) => decideLapseErasure(s, day(15)) },
        {
          by: 'process-manager',
          how: 'gives a confirmation up that was cut off',
          decide: (s) => decideGiveUpConfirmation(s, { requestedAt: day(1), at: day(2) }),
        },
      ],
    },
    confirmed: {
      events: [erasureRequested, erasureConfirmed],
      ways: [
        {
          by: 'process-manager',
          how: 'carries it out',
          decide: (s) => decideCompleteErasure(s, { cases: 1, at: day(3) }),
        },
      ],
    },
    cancelled: 'the end',
    lapsed: 'the end',
    completed: 'the end',
  },
  { ...erasureDecider, nameOf: ({ phase }) => phase },
);

import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ApplicationId, Halalas } from '../kernel/brand.js';
import { isRefusal, type Decision } from '#decider/decider.js';
import { deepEqual } from '../kernel/deep-equal.js';
import type { FeesEvent } from './events.js';
import type { FeeQuote } from './fee-quote.js';
import {
  available,
  consumed,
  decideConsume,
  decideIssueBill,
  decideOutcomeUnknown,
  decideReconcile,
  decideRecordPayment,
  decideRefunded,
  decideRefundFailed,
  decideReleaseFunds,
  decideRequestRefund,
  decideReserve,
  excess,
  feesDecider,
  isPaid,
  outstanding,
  receivedFunds,
  refunded,
  refundPending,
  reserved,
  type FeesState,
} from './fees.js';

interface Command {
  readonly name: string;
  readonly decide: (state: FeesState) => Decision<FeesEvent>;
}

const command = (name: string, decide: Command['decide']): Command => ({ name, decide });

// The casts below make amounts and ids that no parser has to see.
const day = (n: number) => new Date(Date.UTC(2026, 2, n)).toISOString() as Instant;
const quoteOf = (total: number): FeeQuote => ({
  period: 12,
  lines: [{ code: 'renew', amount: total as Halalas, policy: 'fees.iqama.12' }],
  total: total as Halalas,
  policyVersion: 'fees 1',
});

const billNumber = fc.constantFrom('1', '2', '3');
const when = fc.integer({ min: 1, max: 20 }).map(day);
const notice = fc.record({
  billNumber,
  paymentId: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5'),
  amount: fc.constantFrom(-5, 0, 50, 100, 150, 300).map((amount) => amount as Halalas),
  paidAt: when,
  at: when,
});

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc
    .record({ billNumber, at: when, total: fc.constantFrom(0, 100, 200) })
    .map(({ billNumber, at, total }) =>
      command(`bill ${billNumber} of ${total}`, (state) =>
        decideIssueBill(
          state,
          { applicationId: 'a' as ApplicationId, billNumber, quote: quoteOf(total), at },
          { billDays: 7 },
        ),
      ),
    ),
  notice.map((told) =>
    command(`pay ${told.amount} on ${told.billNumber} as ${told.paymentId}`, (state) =>
      decideRecordPayment(state, told),
    ),
  ),
  notice.map((told) => command('found', (state) => decideReconcile(state, { found: true, ...told }))),
  fc.record({ billNumber, at: when }).chain((of) =>
    fc.constantFrom(
      command('unknown', (state) => decideOutcomeUnknown(state, of)),
      command('not found', (state) => decideReconcile(state, { found: false, ...of })),
    ),
  ),
  when.chain((at) =>
    fc.constantFrom(
      command('reserve', (state) => decideReserve(state, { at })),
      command('consume', (state) => decideConsume(state, { at })),
      command('release', (state) => decideReleaseFunds(state, { reason: 'rejected', at })),
      command('refund everything', (state) => decideRequestRefund(state, { at })),
      command('refund the excess', (state) => decideRequestRefund(state, { of: 'excess', at })),
      command('refunded r1', (state) => decideRefunded(state, { reference: 'r1', at })),
      command('refunded r2', (state) => decideRefunded(state, { reference: 'r2', at })),
      command('refund failed', (state) => decideRefundFailed(state, { reason: 'account-closed', at })),
    ),
  ),
);

const { initialState, evolve } = feesDecider;

interface Step {
  readonly before: FeesState;
  readonly asked: Command;
  readonly events: readonly FeesEvent[];
  readonly after: FeesState;
}

function play(commands: readonly Command[]): readonly Step[] {
  const steps: Step[] = [];
  let before = initialState;
  for (const asked of commands) {
    const decision = asked.decide(before);
    const events = isRefusal(decision) ? [] : decision;
    const after = events.reduce(evolve, before);
    steps.push({ before, asked, events, after });
    before = after;
  }
  return steps;
}

function always(holds: (step: Step) => boolean) {
  const history = fc.array(anyCommand, { maxLength: 40, size: 'max' });
  fc.assert(
    fc.property(history, (commands) => {
      expect(play(commands).find((step) => !holds(step))).toBeUndefined();
    }),
    { numRuns: 150 },
  );
}

describe('whatever happens to the money of a case, in whatever order', () => {
  it('every halala received is in exactly one place, and no place holds less than nothing', () => {
    always(({ after: state }) => {
      const places = [available, reserved, consumed, refundPending, refunded].map((amountIn) =>
        amountIn(state),
      );
      return (
        places.reduce((sum, amount) => sum + amount, 0) === receivedFunds(state) &&
        Math.min(...places, outstanding(state), excess(state)) >= 0 &&
        excess(state) <= available(state)
      );
    });
  });

  it('asking the same again changes nothing', () => {
    always(({ asked, events, after }) => events.length === 0 || deepEqual(asked.decide(after), []));
  });

  it('no bill is issued while a payment’s outcome is unknown', () => {
    always(
      ({ before, events: [event] }) => before.outcomeUnknown === undefined || event?.type !== 'BillIssued',
    );
  });

  it('the fee is set aside only when it is paid, in full and once', () => {
    always(({ before, events: [event] }) => {
      if (event?.type !== 'FundsReserved') return true;
      const inFull = event.data.amount === before.bill?.quote.total;
      return inFull && isPaid(before) && before.commitment.kind === 'none';
    });
  });

  it('what is spent stays spent', () => {
    always(
      ({ before, after }) =>
        before.commitment.kind !== 'consumed' || deepEqual(after.commitment, before.commitment),
    );
  });
});

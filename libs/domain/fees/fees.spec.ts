import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import type { ApplicationId, Halalas } from '../kernel/brand.js';
import { given } from '#decider/given.js';
import type { FeesEvent } from './events.js';
import {
  available,
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
  type FeesState,
} from './fees.js';
import type { PeriodMonths } from '../application/case-terms.js';
import type { FeeQuote } from './fee-quote.js';

const ledger = (...events: readonly FeesEvent[]) => given(feesDecider, ...events);

// The casts below make amounts and ids that no parser has to see.
const sar = (riyals: number) => (riyals * 100) as Halalas;
const day = (n: number) => new Date(Date.UTC(2026, 2, n, 9)).toISOString() as Instant;
const justAfter = (at: Instant) => new Date(Date.parse(at) + 1).toISOString() as Instant;

const quoteOf = (riyals: number, period: PeriodMonths = 12): FeeQuote => ({
  period,
  lines: [{ code: 'renew', amount: sar(riyals), policy: `fees.iqama.${period}@2020-01-01` }],
  total: sar(riyals),
  policyVersion: 'fees 1',
});

const bill = {
  applicationId: '6f0c1f0e-8f4b-5d63-9f3a-0d6a3b1f2c11' as ApplicationId,
  billNumber: '1234567890123',
  quote: quoteOf(650),
  at: day(1),
};

const billed: FeesEvent = {
  type: 'BillIssued',
  data: {
    applicationId: bill.applicationId,
    billNumber: bill.billNumber,
    quote: bill.quote,
    issuedAt: day(1),
    expiresAt: day(8),
  },
};

const notice = (riyals: number, paymentId = 'p1', paidAt = day(2)) => ({
  billNumber: bill.billNumber,
  paymentId,
  amount: sar(riyals),
  paidAt,
  at: day(2),
});

type Met = Extract<FeesEvent, { type: 'PaymentReceived' }>['data']['met'];

const payment = (riyals: number, met: Met = 'exactly', paymentId = 'p1'): FeesEvent => ({
  type: 'PaymentReceived',
  data: { paymentId, billNumber: bill.billNumber, amount: sar(riyals), paidAt: day(2), met },
});

const reserved: FeesEvent = { type: 'FundsReserved', data: { amount: sar(650), reservedAt: day(3) } };
const consumed: FeesEvent = { type: 'FundsConsumed', data: { amount: sar(650), consumedAt: day(4) } };
const unknown: FeesEvent = {
  type: 'PaymentOutcomeUnknown',
  data: { billNumber: bill.billNumber, since: day(2) },
};

const issue =
  (change: Partial<typeof bill> = {}) =>
  (state: FeesState) =>
    decideIssueBill(state, { ...bill, ...change }, { billDays: 7 });

const pay =
  (...[riyals, id, paidAt]: Parameters<typeof notice>) =>
  (state: FeesState) =>
    decideRecordPayment(state, notice(riyals, id, paidAt));

describe('billing', () => {
  const another = { billNumber: '9999999999999' };

  it('issues a bill that can be paid for some days', () => {
    expect(ledger().when(issue())).toEqual([billed]);
  });

  it('does not issue another while one for the same fees stands', () => {
    expect(ledger(billed).when(issue(another))).toEqual([]);
    expect(ledger(billed).when(issue({ ...another, at: day(8) }))).toEqual([]);
  });

  it('issues another when the first has expired', () => {
    expect(ledger(billed).when(issue({ ...another, at: justAfter(day(8)) }))).toHaveLength(1);
  });

  it('issues another when the fees have changed, and counts what was paid', () => {
    expect(ledger(billed, payment(650)).when(issue({ ...another, quote: quoteOf(1300, 24) }))).toHaveLength(
      1,
    );
    const rebilled = ledger(billed, payment(650), {
      type: 'BillIssued',
      data: { ...billed.data, billNumber: '9999999999999', quote: quoteOf(1300, 24) },
    });
    expect(outstanding(rebilled.state)).toBe(sar(650));
  });

  it('does not bill again what is paid, even after the bill’s time', () => {
    expect(ledger(billed, payment(650)).when(issue({ ...another, at: day(20) }))).toEqual([]);
  });

  it('does not use a bill number twice', () => {
    expect(ledger(billed).when(issue({ at: day(9) }))).toMatchObject({ code: 'bill-number-used' });
  });

  it('is refused while a payment’s outcome is unknown: no second charge', () => {
    expect(ledger(billed, unknown).when(issue({ ...another, at: day(9) }))).toMatchObject({
      code: 'payment-outcome-unknown',
    });
  });

  it('is refused for other fees once the fee is in use', () => {
    const other = { ...another, quote: quoteOf(1300, 24) };
    expect(ledger(billed, payment(650), reserved).when(issue(other))).toMatchObject({ code: 'fee-in-use' });
  });
});

describe('a payment', () => {
  it.each([
    ['the amount of the bill', [billed], 650, 'exactly'],
    ['less', [billed], 649, 'partly'],
    ['more', [billed], 651, 'over'],
    ['the rest', [billed, payment(600, 'partly', 'p0')], 50, 'exactly'],
    ['more than the rest', [billed, payment(600, 'partly', 'p0')], 51, 'over'],
    ['what was paid already', [billed, payment(650, 'exactly', 'p0')], 650, 'again'],
  ] as const)('of %s is taken up as such', (_, before, riyals, met) => {
    expect(ledger(...before).when(pay(riyals))).toEqual([payment(riyals, met)]);
  });

  it('counts as in time until the bill’s last moment, and not after', () => {
    expect(ledger(billed).when(pay(650, 'p1', day(8)))).toMatchObject([{ data: { met: 'exactly' } }]);
    expect(ledger(billed).when(pay(650, 'p1', justAfter(day(8))))).toMatchObject([
      { data: { met: 'expired' } },
    ]);
  });

  it('for an expired bill is kept, and settles the next bill', () => {
    const late = ledger(billed, payment(650, 'expired'));
    expect(isPaid(late.state)).toBe(false);
    expect(available(late.state)).toBe(sar(650));
    expect(late.when(issue({ billNumber: '9999999999999', at: day(9) }))).toHaveLength(1);
    const next = ledger(billed, payment(650, 'expired'), {
      type: 'BillIssued',
      data: { ...billed.data, billNumber: '9999999999999', expiresAt: day(16) },
    });
    expect(isPaid(next.state)).toBe(true);
  });

  it('for a bill that was replaced is kept', () => {
    const replaced = ledger(billed, {
      type: 'BillIssued',
      data: { ...billed.data, billNumber: '9999999999999', quote: quoteOf(1300, 24) },
    });
    expect(replaced.when(pay(650))).toMatchObject([
      { data: { met: 'expired', billNumber: bill.billNumber } },
    ]);
  });

  it('told twice is one payment', () => {
    expect(ledger(billed, payment(650)).when(pay(650))).toEqual([]);
  });

  it('cannot have two amounts', () => {
    expect(ledger(billed, payment(650)).when(pay(649))).toMatchObject({ code: 'payment-id-reused' });
  });

  it('is of a bill of this case, and of some money', () => {
    expect(ledger().when(pay(650))).toMatchObject({ code: 'bill-not-found' });
    expect(ledger(billed).when(pay(0))).toMatchObject({ code: 'amount-not-positive' });
    expect(ledger(billed).when(pay(0.001))).toMatchObject({ code: 'amount-not-positive' });
    expect(ledger(billed).when(pay(0.01))).toHaveLength(1);
  });
});

describe('an unknown outcome', () => {
  const wonder = (state: FeesState) =>
    decideOutcomeUnknown(state, { billNumber: bill.billNumber, at: day(2) });

  it('is a state of its own', () => {
    expect(ledger(billed).when(wonder)).toEqual([unknown]);
    expect(ledger(billed, unknown).when(wonder)).toEqual([]);
    expect(ledger(billed, payment(650)).when(wonder)).toEqual([]);
    expect(ledger().when(wonder)).toMatchObject({ code: 'bill-not-found' });
    expect(isPaid(ledger(billed, payment(600, 'partly'), unknown).state)).toBe(false);
  });

  it('is settled by the notice that comes after all', () => {
    expect(ledger(billed, unknown).when(pay(650))).toEqual([
      payment(650),
      { type: 'PaymentConfirmed', data: { paymentId: 'p1', confirmedAt: day(2) } },
    ]);
  });

  it('is settled by asking', () => {
    const found = (state: FeesState) => decideReconcile(state, { found: true, ...notice(650) });
    expect(ledger(billed, unknown).when(found)).toHaveLength(2);
    expect(ledger(billed, payment(650)).when(found)).toEqual([]);
    const notFound = (state: FeesState) =>
      decideReconcile(state, { found: false, billNumber: bill.billNumber, at: day(3) });
    const settled: FeesEvent = {
      type: 'PaymentNotFound',
      data: { billNumber: bill.billNumber, askedAt: day(3) },
    };
    expect(ledger(billed, unknown).when(notFound)).toEqual([settled]);
    expect(ledger(billed, unknown, settled).when(notFound)).toEqual([]);
    expect(ledger(billed, unknown, settled).when(pay(650))).toEqual([payment(650)]);
  });
});

describe('using the fee', () => {
  const reserve = (state: FeesState) => decideReserve(state, { at: day(3) });
  const consume = (state: FeesState) => decideConsume(state, { at: day(4) });
  const release = (state: FeesState) => decideReleaseFunds(state, { reason: 'rejected', at: day(4) });

  it('sets it aside when it is paid, once', () => {
    expect(ledger(billed, payment(650)).when(reserve)).toEqual([reserved]);
    expect(ledger(billed, payment(650), reserved).when(reserve)).toEqual([]);
    expect(ledger(billed, payment(649, 'partly')).when(reserve)).toMatchObject({ code: 'fee-not-paid' });
    expect(ledger().when(reserve)).toMatchObject({ code: 'fee-not-paid' });
  });

  it('spends it when it was set aside, once', () => {
    expect(ledger(billed, payment(650), reserved).when(consume)).toEqual([consumed]);
    expect(ledger(billed, payment(650), reserved, consumed).when(consume)).toEqual([]);
    expect(ledger(billed, payment(650)).when(consume)).toMatchObject({ code: 'nothing-reserved' });
  });

  it('gives it back to the applicant’s disposal, unless it is spent', () => {
    const released: FeesEvent = {
      type: 'FundsReleased',
      data: { amount: sar(650), reason: 'rejected', releasedAt: day(4) },
    };
    expect(ledger(billed, payment(650), reserved).when(release)).toEqual([released]);
    expect(available(ledger(billed, payment(650), reserved, released).state)).toBe(sar(650));
    expect(ledger(billed, payment(650)).when(release)).toEqual([]);
    expect(ledger(billed, payment(650), reserved, consumed).when(release)).toMatchObject({
      code: 'fee-consumed',
    });
  });
});

describe('a refund', () => {
  const request = (of?: 'everything' | 'excess') => (state: FeesState) =>
    decideRequestRefund(state, { ...(of && { of }), at: day(5) });
  const requested = (riyals: number): FeesEvent => ({
    type: 'RefundRequested',
    data: { amount: sar(riyals), requestedAt: day(5) },
  });
  const refunded: FeesEvent = {
    type: 'Refunded',
    data: { amount: sar(650), reference: 'r1', refundedAt: day(6) },
  };
  const twice = [billed, payment(650), payment(650, 'again', 'p2')];

  it('gives back everything that is not in use', () => {
    expect(ledger(...twice).when(request())).toEqual([requested(1300)]);
    expect(ledger(...twice, reserved).when(request())).toEqual([requested(650)]);
  });

  it('gives back only what the bill does not need, so that the case stays paid', () => {
    const { state } = ledger(...twice);
    expect(excess(state)).toBe(sar(650));
    expect(request('excess')(state)).toEqual([requested(650)]);
    expect(isPaid(ledger(...twice, requested(650)).state)).toBe(true);
    expect(ledger(billed, payment(650)).when(request('excess'))).toMatchObject({ code: 'nothing-to-refund' });
  });

  it('leaves the bill unpaid when it takes the fee', () => {
    expect(outstanding(ledger(billed, payment(650), requested(650)).state)).toBe(sar(650));
  });

  it('is one at a time, and of something', () => {
    expect(ledger(...twice, requested(650)).when(request())).toEqual([]);
    expect(ledger(billed).when(request())).toMatchObject({ code: 'nothing-to-refund' });
    expect(ledger(billed, payment(650), reserved).when(request())).toMatchObject({
      code: 'nothing-to-refund',
    });
  });

  it('arrives, once', () => {
    const arrive = (state: FeesState) => decideRefunded(state, { reference: 'r1', at: day(6) });
    expect(ledger(billed, payment(650), requested(650)).when(arrive)).toEqual([refunded]);
    expect(ledger(billed, payment(650), requested(650), refunded).when(arrive)).toEqual([]);
    expect(ledger(billed, payment(650)).when(arrive)).toMatchObject({ code: 'no-refund-pending' });
  });

  it('told again does not settle the next one', () => {
    const next = ledger(...twice, requested(650), refunded, requested(650));
    expect(next.when((state) => decideRefunded(state, { reference: 'r1', at: day(7) }))).toEqual([]);
    expect(next.when((state) => decideRefunded(state, { reference: 'r2', at: day(7) }))).toHaveLength(1);
  });

  it('that fails leaves the money at the applicant’s disposal', () => {
    const fail = (state: FeesState) => decideRefundFailed(state, { reason: 'account-closed', at: day(6) });
    const failed: FeesEvent = { type: 'RefundFailed', data: { reason: 'account-closed', failedAt: day(6) } };
    expect(ledger(billed, payment(650), requested(650)).when(fail)).toEqual([failed]);
    const after = ledger(billed, payment(650), requested(650), failed);
    expect(available(after.state)).toBe(sar(650));
    expect(after.when(fail)).toEqual([]);
    expect(ledger(billed, payment(650)).when(fail)).toMatchObject({ code: 'no-refund-pending' });
  });
});

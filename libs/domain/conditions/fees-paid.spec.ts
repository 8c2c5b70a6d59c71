import { expect, it } from '@jest/globals';
import type { FeesEvent } from '../fees/events.js';
import { feesDecider } from '../fees/fees.js';
import type { ApplicationId, Halalas } from '../kernel/brand.js';
import { instant } from '../resident/testing/arbitrary-fact.js';
import { feesPaid } from './fees-paid.js';
import { decides } from './testing/decides.js';
import { findingOf } from './testing/evidence.js';

const amount = 65000 as Halalas;
const billNumber = '1234567890123';
const at = instant('2026-02-27T09:00:00Z');

function billed(expiresAt: string): FeesEvent {
  const quote = { period: 12, lines: [], total: amount, policyVersion: 'spec' } as const;
  const applicationId = '00000000-0000-5000-8000-000000000000' as ApplicationId;
  return {
    type: 'BillIssued',
    data: { applicationId, billNumber, quote, issuedAt: at, expiresAt: instant(expiresAt) },
  };
}

function paid(sum: number, met: 'exactly' | 'partly' | 'expired'): FeesEvent {
  return {
    type: 'PaymentReceived',
    data: { paymentId: 'p1', billNumber, amount: sum as Halalas, paidAt: at, met },
  };
}

const bill = billed('2026-03-01T09:00:00Z');
const expiredBill = billed('2026-03-01T08:59:59.999Z');
const unknown: FeesEvent = { type: 'PaymentOutcomeUnknown', data: { billNumber, since: at } };
const reserved: FeesEvent = { type: 'FundsReserved', data: { amount, reservedAt: at } };

const given = (...events: readonly FeesEvent[]) => ({
  fees: events.reduce(feesDecider.evolve, feesDecider.initialState),
});

decides(feesPaid, [
  ['bill-not-issued', 'pending', 'applicant', 'no bill', given()],
  ['fees-awaited', 'pending', 'applicant', 'a bill in its last moment', given(bill)],
  ['bill-expired', 'failed', 'applicant', 'a bill just expired', given(expiredBill)],
  ['fees-paid', 'satisfied', 'nothing', 'a bill paid', given(bill, paid(amount, 'exactly'))],
  [
    'fees-paid',
    'satisfied',
    'nothing',
    'a bill paid in time, expired since',
    given(expiredBill, paid(amount, 'exactly')),
  ],
  ['fees-partly-paid', 'failed', 'applicant', 'a bill paid in part', given(bill, paid(amount - 1, 'partly'))],
  [
    'bill-expired',
    'failed',
    'applicant',
    'a bill paid too late',
    given(expiredBill, paid(amount, 'expired')),
  ],
  ['payment-outcome-unknown', 'pending', 'wait', 'nobody knows', given(bill, unknown)],
  [
    'fees-paid',
    'satisfied',
    'nothing',
    'nobody knew, then found',
    given(bill, unknown, paid(amount, 'exactly'), {
      type: 'PaymentConfirmed',
      data: { paymentId: 'p1', confirmedAt: at },
    }),
  ],
  [
    'fees-paid',
    'satisfied',
    'nothing',
    'set aside for the case',
    given(bill, paid(amount, 'exactly'), reserved),
  ],
  [
    'fees-paid',
    'satisfied',
    'nothing',
    'spent on the case',
    given(bill, paid(amount, 'exactly'), reserved, {
      type: 'FundsConsumed',
      data: { amount, consumedAt: at },
    }),
  ],
]);

it('rests on the payments', () => {
  expect(findingOf(feesPaid, given(bill, paid(amount, 'exactly'))).factIds).toEqual(['p1']);
});

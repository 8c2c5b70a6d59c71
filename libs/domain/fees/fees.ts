import type { Instant } from '#decider/brand.js';
import { addDaysTo } from '../calendar/day.js';
import type { ApplicationId, Halalas } from '../kernel/brand.js';
import { refuse, unreachable, type Decider, type Decision } from '#decider/decider.js';
import { GrowingMap } from '#decider/growing-map.js';
import { deepEqual } from '../kernel/deep-equal.js';
import type { Terms } from '../policy/policy.js';
import type { FeesEvent } from './events.js';
import type { FeeLine, FeeQuote } from './fee-quote.js';

/**
 * The ledger of one case: bill → paid → reserved → consumed, or released → refunded. Paid is not issued: money stays
 * the applicant's until the service is given. Stream: `fees-{applicationId}`. Amounts in halalas.
 *
 * At any moment: received = available + reserved + consumed + refund pending + refunded, and none is negative.
 */
export interface FeesState {
  /** The bill that stands; a newer one replaces it. */
  readonly bill: Bill | undefined;
  /** Numbers of the bills that were replaced. */
  readonly formerBills: GrowingMap<string, true>;
  /** By SADAD's own reference. */
  readonly payments: GrowingMap<string, Payment>;
  /** All of them together. */
  readonly received: Halalas;
  /** We asked for money and do not know whether it was taken: no further bill until that is settled. */
  readonly outcomeUnknown: { readonly billNumber: string; readonly since: Instant } | undefined;
  readonly commitment: Commitment;
  readonly refund: Refund;
  /** What has gone back to the payer, by the bank's reference. */
  readonly refunds: GrowingMap<string, Halalas>;
  /** All of it together. */
  readonly refunded: Halalas;
}

export interface Bill {
  readonly applicationId: ApplicationId;
  readonly billNumber: string;
  readonly quote: FeeQuote;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** It was paid after it had expired: the money counts, but only a bill of today says whether it is enough. */
  readonly paidLate: boolean;
}

type Payment = Extract<FeesEvent, { type: 'PaymentReceived' }>['data'];

/** What the case has done with the fee. */
type Commitment =
  | { readonly kind: 'none' }
  | { readonly kind: 'reserved'; readonly amount: Halalas }
  | { readonly kind: 'consumed'; readonly amount: Halalas };

/** The last refund asked for. */
type Refund =
  | { readonly kind: 'none' }
  | { readonly kind: 'pending'; readonly amount: Halalas; readonly requestedAt: Instant }
  | { readonly kind: 'paid-back'; readonly amount: Halalas }
  | { readonly kind: 'failed'; readonly amount: Halalas; readonly reason: string };

export type FeesRefusalCode =
  | 'payment-outcome-unknown'
  | 'fee-in-use'
  | 'bill-number-used'
  | 'bill-not-found'
  | 'amount-not-positive'
  | 'payment-id-reused'
  | 'fee-not-paid'
  | 'nothing-reserved'
  | 'fee-consumed'
  | 'nothing-to-refund'
  | 'no-refund-pending';

type FeesDecision = Decision<FeesEvent, FeesRefusalCode>;

const NOTHING = halalas(0);

export const feesDecider: Decider<FeesState, FeesEvent> = {
  initialState: {
    bill: undefined,
    formerBills: GrowingMap.of(),
    payments: GrowingMap.of(),
    received: NOTHING,
    outcomeUnknown: undefined,
    commitment: { kind: 'none' },
    refund: { kind: 'none' },
    refunds: GrowingMap.of(),
    refunded: NOTHING,
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'BillIssued': {
        const formerBills = state.bill
          ? state.formerBills.with(state.bill.billNumber, true)
          : state.formerBills;
        return { ...state, bill: { ...event.data, paidLate: false }, formerBills };
      }
      case 'PaymentReceived': {
        const late = event.data.met === 'expired' && event.data.billNumber === state.bill?.billNumber;
        const bill = state.bill && late ? { ...state.bill, paidLate: true } : state.bill;
        const payments = state.payments.with(event.data.paymentId, event.data);
        return { ...state, bill, payments, received: halalas(state.received + event.data.amount) };
      }
      case 'PaymentOutcomeUnknown':
        return { ...state, outcomeUnknown: event.data };
      case 'PaymentConfirmed':
      case 'PaymentNotFound':
        return { ...state, outcomeUnknown: undefined };
      case 'FundsReserved':
        return { ...state, commitment: { kind: 'reserved', amount: event.data.amount } };
      case 'FundsConsumed':
        return { ...state, commitment: { kind: 'consumed', amount: event.data.amount } };
      case 'FundsReleased':
        return { ...state, commitment: { kind: 'none' } };
      case 'RefundRequested':
        return { ...state, refund: { kind: 'pending', ...event.data } };
      case 'Refunded': {
        const { amount, reference } = event.data;
        const refunds = state.refunds.with(reference, amount);
        const refunded = halalas(state.refunded + amount);
        return { ...state, refund: { kind: 'paid-back', amount }, refunds, refunded };
      }
      case 'RefundFailed': {
        const amount = refundPending(state);
        return { ...state, refund: { kind: 'failed', amount, reason: event.data.reason } };
      }
      default:
        return unreachable(event);
    }
  },
};

/** Everything ever paid in for the case, whatever bill it was for. */
export function receivedFunds(state: FeesState): Halalas {
  return state.received;
}

/** Set aside for a submitted case. */
export function reserved({ commitment }: FeesState): Halalas {
  return commitment.kind === 'reserved' ? commitment.amount : NOTHING;
}

/** Spent: the identity was issued. */
export function consumed({ commitment }: FeesState): Halalas {
  return commitment.kind === 'consumed' ? commitment.amount : NOTHING;
}

/** On its way back to the payer. */
export function refundPending({ refund }: FeesState): Halalas {
  return refund.kind === 'pending' ? refund.amount : NOTHING;
}

/** Back with the payer. */
export function refunded(state: FeesState): Halalas {
  return state.refunded;
}

/** In the case, not going back: what counts towards the bill. */
export function held(state: FeesState): Halalas {
  return halalas(receivedFunds(state) - refundPending(state) - refunded(state));
}

/** The applicant's to use for the fee, or to have back. */
export function available(state: FeesState): Halalas {
  return halalas(held(state) - reserved(state) - consumed(state));
}

/** Still to be paid on the bill that stands; zero without a bill. */
export function outstanding(state: FeesState): Halalas {
  return state.bill ? halalas(Math.max(0, state.bill.quote.total - held(state))) : NOTHING;
}

/** Beyond what the bill needs: from paying too much, or twice. Zero while the bill is not paid. */
export function excess(state: FeesState): Halalas {
  return state.bill ? halalas(Math.max(0, held(state) - state.bill.quote.total)) : available(state);
}

/** The bill that stands is paid in full, in time, and nothing about it is unsettled. */
export function isPaid(state: FeesState): boolean {
  return (
    state.bill !== undefined &&
    !state.bill.paidLate &&
    outstanding(state) === 0 &&
    state.outcomeUnknown === undefined
  );
}

/** Money that is with the bank or SADAD, and who has to say what became of it has not done so. */
export interface Unsettled {
  readonly what: 'payment' | 'refund';
  readonly since: Instant;
}

export function unsettled({ outcomeUnknown, refund }: FeesState): Unsettled | undefined {
  if (outcomeUnknown !== undefined) return { what: 'payment', since: outcomeUnknown.since };
  return refund.kind === 'pending' ? { what: 'refund', since: refund.requestedAt } : undefined;
}

/** Whether the bill can no longer be paid; its last moment is `expiresAt` itself. */
export function isExpired(bill: Bill, at: Instant): boolean {
  return at > bill.expiresAt;
}

/**
 * Bills the fee. A bill that stands, for the same fees, stays: nobody gets two. A new one replaces one that expired
 * unpaid, was paid late or is for other fees; what was paid before counts towards it. Refused while a payment's
 * outcome is unknown (a second bill would invite a second charge) and once the fee is in use.
 */
export function decideIssueBill(
  state: FeesState,
  issue: {
    readonly applicationId: ApplicationId;
    readonly billNumber: string;
    readonly quote: FeeQuote;
    readonly at: Instant;
  },
  terms: Pick<Terms, 'billDays'>,
): FeesDecision {
  const { applicationId, billNumber, quote, at } = issue;
  const { bill } = state;
  if (bill && sameFees(bill.quote, quote) && (isPaid(state) || stands(bill, at))) return [];
  if (state.outcomeUnknown) return refuse('payment-outcome-unknown');
  if (state.commitment.kind !== 'none') return refuse('fee-in-use');
  if (billNumber === bill?.billNumber || state.formerBills.has(billNumber)) {
    return refuse('bill-number-used');
  }
  const expiresAt = addDaysTo(at, terms.billDays);
  return [{ type: 'BillIssued', data: { applicationId, billNumber, quote, issuedAt: at, expiresAt } }];
}

function stands(bill: Bill, at: Instant): boolean {
  return !bill.paidLate && !isExpired(bill, at);
}

/** The dated policy entries may have changed; the bill is another only if what is charged is. */
function sameFees(one: FeeQuote, other: FeeQuote): boolean {
  const charged = ({ code, amount }: FeeLine) => ({ code, amount });
  return (
    one.period === other.period &&
    one.total === other.total &&
    deepEqual(one.lines.map(charged), other.lines.map(charged))
  );
}

export interface PaymentNotice {
  readonly billNumber: string;
  /** SADAD's own reference. */
  readonly paymentId: string;
  readonly amount: Halalas;
  readonly paidAt: Instant;
  readonly bank?: string;
}

/**
 * SADAD says money came in. All money is taken up, however it meets the bill; what is too much can be had back. The
 * same payment told twice is one payment. It also answers an outcome that was unknown.
 */
export function decideRecordPayment(
  state: FeesState,
  notice: PaymentNotice & { readonly at: Instant },
): FeesDecision {
  const { billNumber, paymentId, amount, paidAt, bank, at } = notice;
  const known = state.payments.get(paymentId);
  if (known) {
    return known.amount === amount && known.billNumber === billNumber ? [] : refuse('payment-id-reused');
  }
  if (!Number.isSafeInteger(amount) || amount <= 0) return refuse('amount-not-positive');
  if (billNumber !== state.bill?.billNumber && !state.formerBills.has(billNumber)) {
    return refuse('bill-not-found');
  }
  const payment: Payment = {
    paymentId,
    billNumber,
    amount,
    paidAt,
    ...(bank === undefined ? {} : { bank }),
    met: howItMeets(state, notice),
  };
  const receivedEvent: FeesEvent = { type: 'PaymentReceived', data: payment };
  return state.outcomeUnknown
    ? [receivedEvent, { type: 'PaymentConfirmed', data: { paymentId, confirmedAt: at } }]
    : [receivedEvent];
}

function howItMeets(state: FeesState, { billNumber, amount, paidAt }: PaymentNotice): Payment['met'] {
  const due = outstanding(state);
  if (due === 0) return 'again';
  const replaced = billNumber !== state.bill?.billNumber;
  if (replaced || isExpired(state.bill, paidAt)) return 'expired';
  if (amount === due) return 'exactly';
  return amount < due ? 'partly' : 'over';
}

/** A charge was attempted and no answer came. From here on we ask; we never charge again. */
export function decideOutcomeUnknown(
  state: FeesState,
  command: { readonly billNumber: string; readonly at: Instant },
): FeesDecision {
  if (state.bill?.billNumber !== command.billNumber) return refuse('bill-not-found');
  if (state.outcomeUnknown || outstanding(state) === 0) return [];
  return [{ type: 'PaymentOutcomeUnknown', data: { billNumber: command.billNumber, since: command.at } }];
}

/** What the enquiry about an unknown outcome found: the payment, or that there was none. */
export type Enquiry =
  ({ readonly found: true } & PaymentNotice) | { readonly found: false; readonly billNumber: string };

/** Settles an unknown outcome. A payment that was found is taken up even if nobody wondered about it. */
export function decideReconcile(state: FeesState, enquiry: Enquiry & { readonly at: Instant }): FeesDecision {
  if (enquiry.found) return decideRecordPayment(state, enquiry);
  if (state.outcomeUnknown?.billNumber !== enquiry.billNumber) return [];
  return [{ type: 'PaymentNotFound', data: { billNumber: enquiry.billNumber, askedAt: enquiry.at } }];
}

/** Sets the fee aside for the submitted case. */
export function decideReserve(state: FeesState, command: { readonly at: Instant }): FeesDecision {
  if (state.commitment.kind !== 'none') return [];
  if (state.bill === undefined || !isPaid(state)) return refuse('fee-not-paid');
  return [{ type: 'FundsReserved', data: { amount: state.bill.quote.total, reservedAt: command.at } }];
}

/** Spends the fee, as the identity is issued. */
export function decideConsume(state: FeesState, command: { readonly at: Instant }): FeesDecision {
  switch (state.commitment.kind) {
    case 'consumed':
      return [];
    case 'none':
      return refuse('nothing-reserved');
    case 'reserved':
      return [{ type: 'FundsConsumed', data: { amount: state.commitment.amount, consumedAt: command.at } }];
    default:
      return unreachable(state.commitment);
  }
}

/** Gives the fee back to the applicant's disposal: the case ended without an identity. */
export function decideReleaseFunds(
  state: FeesState,
  command: { readonly reason: string; readonly at: Instant },
): FeesDecision {
  switch (state.commitment.kind) {
    case 'none':
      return [];
    case 'consumed':
      return refuse('fee-consumed');
    case 'reserved': {
      const { amount } = state.commitment;
      return [{ type: 'FundsReleased', data: { amount, reason: command.reason, releasedAt: command.at } }];
    }
    default:
      return unreachable(state.commitment);
  }
}

/**
 * The payer wants money back: everything that is not in use, or only what the bill does not need (so that a case
 * that goes on stays paid). One refund at a time.
 */
export function decideRequestRefund(
  state: FeesState,
  command: { readonly of?: 'everything' | 'excess'; readonly at: Instant },
): FeesDecision {
  if (state.refund.kind === 'pending') return [];
  const amount = command.of === 'excess' ? excess(state) : available(state);
  if (amount === 0) return refuse('nothing-to-refund');
  return [{ type: 'RefundRequested', data: { amount, requestedAt: command.at } }];
}

/** The money has arrived with the payer. */
export function decideRefunded(
  state: FeesState,
  command: { readonly reference: string; readonly at: Instant },
): FeesDecision {
  const { reference, at } = command;
  if (state.refunds.has(reference)) return [];
  if (state.refund.kind !== 'pending') return refuse('no-refund-pending');
  return [{ type: 'Refunded', data: { amount: state.refund.amount, reference, refundedAt: at } }];
}

/** The bank could not give it back: it is at the applicant's disposal again. */
export function decideRefundFailed(
  state: FeesState,
  command: { readonly reason: string; readonly at: Instant },
): FeesDecision {
  const { reason, at } = command;
  if (state.refund.kind === 'failed' && state.refund.reason === reason) return [];
  if (state.refund.kind !== 'pending') return refuse('no-refund-pending');
  return [{ type: 'RefundFailed', data: { reason, failedAt: at } }];
}

function halalas(amount: number): Halalas {
  return amount as Halalas; // sums and differences of halalas are halalas
}

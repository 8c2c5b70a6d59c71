import type { FeesEvent } from '#domain/fees/events.js';
import { unreachable } from '#decider/decider.js';
import type { SectionFold } from '../sectioned.js';
import type { FeesSection, Timeline } from './document.js';
import { extended, NO_TIMELINE } from './timeline.js';

type Ledger = Omit<FeesSection, 'refundable' | keyof Timeline>;

/** Payments named in the document, the newest: a bill is paid once, what else comes can be told from the sums. */
export const MAX_PAYMENTS_SHOWN = 50;

const empty: Ledger = {
  bill: null,
  payments: [],
  paid: 0,
  reserved: 0,
  consumed: 0,
  refunded: 0,
  refunding: 0,
  outcomeUnknownSince: null,
  refundFailure: null,
};

/** The applicant's money: where it is, and what could be had back. */
export const foldFees: SectionFold<FeesSection, 'fees'> = (section, envelope) => {
  const ledger = applied(section ?? empty, envelope.event);
  const timeline = extended(section ?? NO_TIMELINE, envelope, [{ params: paramsOf(envelope.event) }]);
  const { paid, reserved, consumed, refunded, refunding } = ledger;
  return { ...ledger, refundable: paid - reserved - consumed - refunded - refunding, ...timeline };
};

function applied(ledger: Ledger, event: FeesEvent): Ledger {
  switch (event.type) {
    case 'BillIssued': {
      const { billNumber, quote, issuedAt, expiresAt } = event.data;
      return { ...ledger, bill: { billNumber, quote, issuedAt, expiresAt } };
    }
    case 'PaymentReceived': {
      const { paymentId, amount, paidAt, met } = event.data;
      const payment = { paymentId, amount, paidAt, met, confirmed: false };
      const payments = [...ledger.payments, payment].slice(-MAX_PAYMENTS_SHOWN);
      return { ...ledger, payments, paid: ledger.paid + amount };
    }
    case 'PaymentOutcomeUnknown':
      return { ...ledger, outcomeUnknownSince: event.data.since };
    case 'PaymentConfirmed': {
      const payments = ledger.payments.map((payment) =>
        payment.paymentId === event.data.paymentId ? { ...payment, confirmed: true } : payment,
      );
      return { ...ledger, payments, outcomeUnknownSince: null };
    }
    case 'PaymentNotFound':
      return { ...ledger, outcomeUnknownSince: null };
    case 'FundsReserved':
      return { ...ledger, reserved: event.data.amount, consumed: 0 };
    case 'FundsConsumed':
      return { ...ledger, reserved: 0, consumed: event.data.amount };
    case 'FundsReleased':
      return { ...ledger, reserved: 0, consumed: 0 };
    case 'RefundRequested':
      return { ...ledger, refunding: event.data.amount, refundFailure: null };
    case 'Refunded':
      return { ...ledger, refunding: 0, refunded: ledger.refunded + event.data.amount };
    case 'RefundFailed':
      return {
        ...ledger,
        refunding: 0,
        refundFailure: { reason: event.data.reason, at: event.data.failedAt },
      };
    default:
      return unreachable(event);
  }
}

function paramsOf(event: FeesEvent): Record<string, string | number> {
  switch (event.type) {
    case 'BillIssued':
      return {
        billNumber: event.data.billNumber,
        amount: event.data.quote.total,
        until: event.data.expiresAt,
      };
    case 'PaymentReceived':
      return { amount: event.data.amount, met: event.data.met };
    case 'PaymentOutcomeUnknown':
    case 'PaymentConfirmed':
    case 'PaymentNotFound':
      return {};
    case 'FundsReserved':
    case 'FundsConsumed':
    case 'RefundRequested':
    case 'Refunded':
      return { amount: event.data.amount };
    case 'FundsReleased':
      return { amount: event.data.amount, reason: event.data.reason };
    case 'RefundFailed':
      return { reason: event.data.reason };
    default:
      return unreachable(event);
  }
}

import type { BillNumberEvent } from '#domain/fees/bill-number.js';
import type { FeesEvent } from '#domain/fees/events.js';
import { objectOf, oneOf, optional, said, text } from '../schema-of.js';
import { applicationId, billNumber, code, halalas, utcInstant } from '../values.js';
import type { EventContracts } from './event-contract.js';
import { feeQuote } from './fees-quote.js';

const paymentId = said('SADAD’s own reference: the same one again is the same payment', text(64));
const bank = said('The payer’s bank, as SADAD names it', text(40));
const reason = said('Why, as a code', code);

/** The money of one case. Stream `fees-{application id}`. */
export const FEES_EVENTS: EventContracts<FeesEvent> = {
  BillIssued: {
    says: 'A bill was issued for the fees of a case. A later bill replaces it.',
    data: objectOf({
      applicationId,
      billNumber,
      quote: feeQuote,
      issuedAt: utcInstant,
      expiresAt: said('It can be paid until then', utcInstant),
    }),
  },
  PaymentReceived: {
    says: 'Money came in for a bill, however it meets it. Paid is not issued.',
    data: objectOf({
      paymentId,
      billNumber,
      amount: halalas,
      paidAt: utcInstant,
      bank: optional(bank),
      met: said(
        'How it met the bill: again (it was paid already), expired (too late, or a bill that was replaced)',
        oneOf('exactly', 'partly', 'over', 'again', 'expired'),
      ),
    }),
  },
  PaymentOutcomeUnknown: {
    says: 'A charge was attempted and no answer came. Nobody is asked to pay again until an enquiry settles it.',
    data: objectOf({ billNumber, since: utcInstant }),
  },
  PaymentConfirmed: {
    says: 'The payment whose outcome was unknown was found.',
    data: objectOf({ paymentId, confirmedAt: utcInstant }),
  },
  PaymentNotFound: {
    says: 'There was no payment where the outcome was unknown: the bill can be paid.',
    data: objectOf({ billNumber, askedAt: utcInstant }),
  },
  FundsReserved: {
    says: 'The fee was set aside for the submitted case.',
    data: objectOf({ amount: halalas, reservedAt: utcInstant }),
  },
  FundsConsumed: {
    says: 'The fee was spent: the identity was issued.',
    data: objectOf({ amount: halalas, consumedAt: utcInstant }),
  },
  FundsReleased: {
    says: 'The fee is the payer’s again: the case ended without an identity.',
    data: objectOf({ amount: halalas, reason, releasedAt: utcInstant }),
  },
  RefundRequested: {
    says: 'The payer asked for money back.',
    data: objectOf({ amount: halalas, requestedAt: utcInstant }),
  },
  Refunded: {
    says: 'The money has arrived with the payer.',
    data: objectOf({
      amount: halalas,
      reference: said('The bank’s own reference', text(64)),
      refundedAt: utcInstant,
    }),
  },
  RefundFailed: {
    says: 'The bank could not give the money back: it is at the payer’s disposal in the case again.',
    data: objectOf({ reason, failedAt: utcInstant }),
  },
};

/** What a bill number stands for. Stream `bill-{bill number}`. */
export const BILL_EVENTS: EventContracts<BillNumberEvent> = {
  BillNumberAssigned: {
    says: 'A bill number was given to a case: nobody else gets it.',
    data: objectOf({ billNumber, applicationId, assignedAt: utcInstant }),
  },
  OrphanPaymentReceived: {
    says: 'Money came in for a number that was never given. It is kept, to be found and returned.',
    data: objectOf({
      billNumber,
      paymentId,
      amount: halalas,
      paidAt: utcInstant,
      bank: optional(bank),
    }),
  },
};

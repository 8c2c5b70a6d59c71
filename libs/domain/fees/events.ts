import type { Instant } from '#decider/brand.js';
import type { ApplicationId, Halalas } from '../kernel/brand.js';
import type { Event } from '#decider/decider.js';
import type { FeeQuote } from './fee-quote.js';

/** Names and shapes in this file are storage format. Stream: `fees-{applicationId}`. Amounts in halalas. */
export type FeesEvent =
  | Event<
      'BillIssued',
      {
        readonly applicationId: ApplicationId;
        /** SADAD bill number, 13 digits. */
        readonly billNumber: string;
        readonly quote: FeeQuote;
        readonly issuedAt: Instant;
        readonly expiresAt: Instant;
      }
    >
  | Event<
      'PaymentReceived',
      {
        /** SADAD's own reference: the same one again is the same payment. */
        readonly paymentId: string;
        readonly billNumber: string;
        readonly amount: Halalas;
        readonly paidAt: Instant;
        readonly bank?: string;
        /** How it met the bill. */
        readonly met: 'exactly' | 'partly' | 'over' | 'again' | 'expired';
      }
    >
  | Event<'PaymentOutcomeUnknown', { readonly billNumber: string; readonly since: Instant }>
  | Event<'PaymentConfirmed', { readonly paymentId: string; readonly confirmedAt: Instant }>
  | Event<'PaymentNotFound', { readonly billNumber: string; readonly askedAt: Instant }>
  | Event<'FundsReserved', { readonly amount: Halalas; readonly reservedAt: Instant }>
  | Event<'FundsConsumed', { readonly amount: Halalas; readonly consumedAt: Instant }>
  | Event<
      'FundsReleased',
      { readonly amount: Halalas; readonly reason: string; readonly releasedAt: Instant }
    >
  | Event<'RefundRequested', { readonly amount: Halalas; readonly requestedAt: Instant }>
  | Event<'Refunded', { readonly amount: Halalas; readonly reference: string; readonly refundedAt: Instant }>
  | Event<'RefundFailed', { readonly reason: string; readonly failedAt: Instant }>;

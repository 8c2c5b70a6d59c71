import type { Instant } from '#decider/brand.js';
import type { ApplicationId, Halalas } from '../kernel/brand.js';
import { type Decider, type Decision, type Event, refuse } from '#decider/decider.js';

/**
 * What a SADAD bill number stands for. Stream: `bill-{billNumber}`: the first event settles whose number it is, so
 * a number is never given twice, and a payment finds its case without asking a read model.
 */
export type BillNumberEvent =
  | Event<
      'BillNumberAssigned',
      { readonly billNumber: string; readonly applicationId: ApplicationId; readonly assignedAt: Instant }
    >
  /** Money came for a number we never gave: kept, so that it can be found and returned. */
  | Event<
      'OrphanPaymentReceived',
      {
        readonly billNumber: string;
        readonly paymentId: string;
        readonly amount: Halalas;
        readonly paidAt: Instant;
        readonly bank?: string;
      }
    >;

export interface BillNumberState {
  readonly applicationId: ApplicationId | undefined;
  readonly orphans: readonly string[];
}

export const billNumberDecider: Decider<BillNumberState, BillNumberEvent> = {
  initialState: { applicationId: undefined, orphans: [] },
  evolve: (state, event) => {
    switch (event.type) {
      case 'BillNumberAssigned':
        return { ...state, applicationId: event.data.applicationId };
      case 'OrphanPaymentReceived':
        return { ...state, orphans: [...state.orphans, event.data.paymentId] };
    }
  },
};

/** Refused with `bill-number-taken` when the number already means something else: try the next candidate. */
export function decideAssignBillNumber(
  state: BillNumberState,
  given: { readonly billNumber: string; readonly applicationId: ApplicationId; readonly at: Instant },
): Decision<BillNumberEvent> {
  if (state.applicationId === given.applicationId) return [];
  if (state.applicationId !== undefined || state.orphans.length > 0) return refuse('bill-number-taken');
  const { billNumber, applicationId, at } = given;
  return [{ type: 'BillNumberAssigned', data: { billNumber, applicationId, assignedAt: at } }];
}

/** Keeps a payment that belongs to no bill; the same payment again is already kept. */
export function decideOrphanPayment(
  state: BillNumberState,
  payment: {
    readonly billNumber: string;
    readonly paymentId: string;
    readonly amount: Halalas;
    readonly paidAt: Instant;
    readonly bank?: string;
  },
): Decision<BillNumberEvent> {
  return state.orphans.includes(payment.paymentId) ? [] : [{ type: 'OrphanPaymentReceived', data: payment }];
}

import type { Instant, Subject } from '#decider/brand.js';
import type { Event } from '#decider/decider.js';

/** Why a person's data is erased: codes, because what is written here stays readable for ever. */
export const ERASURE_REASONS = [
  /** The person asked for it. */
  'asked-by-person',
  /** The law does not let us keep it any longer. */
  'retention-over',
  /** A court or an authority ordered it. */
  'ordered',
  /** It should never have been recorded. */
  'recorded-in-error',
] as const;

export type ErasureReason = (typeof ERASURE_REASONS)[number];

/**
 * Names and shapes in this file are storage format. Stream `erasure-{subject}`: who had a person's data erased, and why.
 * `subject` is the pseudonym the person is known by now; nothing here is personal. Who: operators' ids.
 */
export type ErasureEvent =
  | Event<
      'ErasureRequested',
      {
        readonly subject: Subject;
        readonly requestedBy: string;
        readonly reason: ErasureReason;
        readonly requestedAt: Instant;
        /** Without a confirmation it is off then. */
        readonly lapsesAt: Instant;
      }
    >
  | Event<
      'ErasureConfirmed',
      {
        readonly confirmedBy: string;
        /** Every pseudonym the person has or had: the keys of all of them are destroyed. */
        readonly subjects: readonly Subject[];
        readonly confirmedAt: Instant;
      }
    >
  | Event<'ErasureCancelled', { readonly cancelledBy: string; readonly cancelledAt: Instant }>
  | Event<'ErasureLapsed', { readonly lapsedAt: Instant }>
  | Event<
      'ErasureCompleted',
      {
        /** Cases whose documents were made anew in every read model. */
        readonly cases: number;
        readonly completedAt: Instant;
      }
    >;

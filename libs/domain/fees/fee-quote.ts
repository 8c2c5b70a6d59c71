import type { Halalas } from '../kernel/brand.js';
import type { PeriodMonths } from '../application/case-terms.js';

export interface FeeLine {
  readonly code: 'issue' | 'renew' | 'late-renewal' | 'late-first-issue' | 'dependant-levy';
  readonly amount: Halalas;
  /** Which dated policy entry the amount came from. */
  readonly policy: string;
}

/** What the holder's stay costs elsewhere: shown beside the quote, no part of it. */
export interface FeeElsewhere {
  readonly code: 'work-permit';
  /** For the whole period, from and to. */
  readonly least: Halalas;
  readonly most: Halalas;
  /** Which dated policy entries the amounts came from. */
  readonly policy: string;
}

export interface FeeQuote {
  /** What it buys: a change of the period makes another quote. */
  readonly period: PeriodMonths;
  readonly lines: readonly FeeLine[];
  readonly total: Halalas;
  /** Absent: nothing, or quoted before it was told. */
  readonly notCharged?: readonly FeeElsewhere[];
  readonly policyVersion: string;
}

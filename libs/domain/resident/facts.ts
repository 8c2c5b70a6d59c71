import type { Instant } from '#decider/brand.js';
import type { Day } from '../kernel/brand.js';
import type { ResidentCategory } from '../application/case-terms.js';

/** What internal services say about a resident: the content of each kind of fact. Instants and days as in CloudEvents data. */
export interface FactContents {
  readonly 'residency-status-changed': {
    readonly status: 'valid' | 'expired' | 'cancelled' | 'final-exit' | 'entered';
    /** Of the current iqama. */
    readonly validUntil?: Day;
    /** First issue: day of entry, and the iqama number once passports has assigned one. */
    readonly entryDate?: Day;
    readonly iqamaNumber?: string;
    readonly biometricsOnFile?: boolean;
    /** How often this resident renewed late before (sets the late fee). */
    readonly lateRenewals?: number;
    /** Of the residency: passports alone decides it. */
    readonly category?: ResidentCategory;
  };
  readonly 'passport-updated': {
    readonly number: string;
    readonly nationality: string;
    readonly expiry: Day;
    readonly birthDate?: Day;
    /** Names as passports keeps them, in Latin letters; a person with one name has one of the two. */
    readonly surname?: string;
    readonly givenNames?: string;
    /** Where the register has them. */
    readonly surnameArabic?: string;
    readonly givenNamesArabic?: string;
    readonly sex?: 'F' | 'M' | 'X';
  };
  readonly 'passport-linked': { readonly number: string };
  readonly 'violation-recorded': { readonly violationId: string; readonly amount: number };
  readonly 'violation-settled': { readonly violationId: string };
  readonly 'violation-objected': { readonly violationId: string };
  readonly 'medical-exam-reported': {
    readonly result: 'fit' | 'unfit' | 'pending';
    readonly centre: string;
    readonly validUntil?: Day;
  };
  readonly 'absence-reported': { readonly reportId: string; readonly graceUntil?: Instant };
  readonly 'absence-confirmed': { readonly reportId: string };
  readonly 'absence-cancelled': { readonly reportId: string };
  readonly 'absence-appealed': { readonly reportId: string };
  readonly 'appeal-decided': { readonly reportId: string; readonly outcome: 'upheld' | 'dismissed' };
  readonly 'account-activated': Readonly<Record<string, never>>;
  readonly 'account-suspended': { readonly reason?: string };
  /** Asked for employees and domestic workers only. */
  readonly 'employment-registered': {
    /** Code of the occupation on record; decides whether a renewal needs a medical examination. */
    readonly occupation: string;
    /** An establishment (7…) or a person (1… or 2…). */
    readonly employer: string;
    /** First day of the employment. */
    readonly from: Day;
  };
  /** With an employer: that employment alone; without: whichever there was. */
  readonly 'employment-ended': { readonly on?: Day; readonly employer?: string };
  readonly 'sponsorship-changed': { readonly sponsorNumber: string | null };
  readonly 'insurance-changed': { readonly active: boolean; readonly validUntil?: Day };
}

export type FactKind = keyof FactContents;

/** One fact of one resident. */
export type Fact = {
  readonly [K in FactKind]: {
    readonly kind: K;
    readonly content: FactContents[K];
    /** The service that told it, e.g. `/labour`. */
    readonly source: string;
    /** Ours, and follows from how the service named it: the same name again is the same fact. */
    readonly id: string;
    /** True from then on. */
    readonly effective: Instant;
    /** Known to us since. */
    readonly received: Instant;
    /** Of the fact (of the same service) that this one puts right; ours, too. */
    readonly corrects?: string;
  };
}[FactKind];

/**
 * What the service that told a fact calls it, and the fact it puts right: CloudEvents source and id. Whoever chooses a
 * name can write a person into it, so it is personal data, and outside the seal a fact goes by names of ours.
 */
export interface FactNames {
  readonly source: string;
  readonly id: string;
  readonly corrects?: string;
}

import type { Day } from '../kernel/brand.js';

/** Names and shapes in this file are storage format: add, never rename. Stream: `application-{applicationId}`. */

export type Service = 'issue' | 'renew';
export type ResidentCategory = 'employee' | 'domestic-worker' | 'dependant' | 'premium';
export type Channel = 'app' | 'portal' | 'kiosk' | 'employer';
export type PeriodMonths = 3 | 6 | 9 | 12 | 24;

/** A first issue is known by the border number, a renewal by the iqama number. Normalised digits. */
export type Applicant =
  | { readonly kind: 'first-issue'; readonly borderNumber: string }
  | { readonly kind: 'renewal'; readonly iqamaNumber: string };

export interface PassportDetails {
  readonly number: string;
  /** A code of Doc 9303-3, section 5, as in the passport; `DEU` for Germany, before ADR 0046 also `D`. */
  readonly nationality: string;
  readonly surname: string;
  readonly givenNames: string;
  readonly birthDate: Day;
  readonly sex: 'F' | 'M' | 'X';
  readonly expiry: Day;
  /** The two TD3 lines as read, when they were. */
  readonly mrz?: readonly [string, string];
}

export type DocumentKind = 'passport-copy' | 'photo' | 'medical-report' | 'sponsor-letter' | 'other';

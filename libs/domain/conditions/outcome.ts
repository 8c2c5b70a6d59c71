import type { Instant } from '#decider/brand.js';

/** The nine of the founding article, and the two a renewal adds. */
export const CONDITION_IDS = [
  'valid-iqama',
  'passport-current',
  'no-violations',
  'medical-passed',
  'no-absence-report',
  'fees-paid',
  'account-active',
  'sponsor-known',
  'directives-met',
  'biometrics-on-file',
  'health-insurance-active',
] as const;

export type ConditionId = (typeof CONDITION_IDS)[number];

/** Who can change the fact a condition rests on. */
export type Owner =
  | 'passports'
  | 'traffic'
  | 'medical-centres'
  | 'labour'
  | 'accounts'
  | 'directives-desk'
  | 'treasury'
  | 'insurance';

/**
 * What would make the condition hold. `applicant`: in the applicant's hands; `wait`: somebody else has to report;
 * `officer`: needs judgment; `none`: final; `nothing`: satisfied or not applicable.
 */
export type Remedy = 'applicant' | 'wait' | 'officer' | 'none' | 'nothing';

export type ConditionState = 'satisfied' | 'pending' | 'failed' | 'not-applicable';

/** What the applicant enters and a register has, in the order it is shown. */
export const CLAIM_FIELDS = [
  'category',
  'number',
  'nationality',
  'surname',
  'givenNames',
  'birthDate',
  'sex',
  'expiry',
  'occupation',
  'sponsorNumber',
] as const;

export type ClaimField = (typeof CLAIM_FIELDS)[number];

/** One row of the board. It names no value of a register; what it finds (health, absence, offences) is still personal. */
export interface ConditionOutcome {
  readonly condition: ConditionId;
  readonly state: ConditionState;
  /** kebab-case, e.g. `violations-outstanding`; texts in Arabic and English are kept beside the condition. */
  readonly reason: string;
  readonly owner: Owner;
  readonly remedy: Remedy;
  /** Fields in which what was entered differs from the register: their names, never a value. Absent: none. */
  readonly fields?: readonly ClaimField[];
  /** The facts it was decided from: those that took effect last. All of them in events of former releases. */
  readonly factIds: readonly string[];
  /** How many it was decided from besides; absent: none. */
  readonly factsLeftOut?: number;
  readonly ruleVersion: string;
  readonly checkedAt: Instant;
  /** When time alone changes what it comes to; absent: never, or a former release did not say. */
  readonly until?: Instant;
  /** What it comes to then; absent: never, or nobody said. */
  readonly becomes?: Becomes;
}

/** What time alone makes of an outcome. */
export type Becomes = Pick<ConditionOutcome, 'state' | 'reason' | 'remedy'>;

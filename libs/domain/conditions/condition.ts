import type { Instant } from '#decider/brand.js';
import type { Day } from '../kernel/brand.js';
import type { HeldCredential, NumberHeld } from '../credential/held.js';
import type { Directive } from '../directives/directives.js';
import type { FeesState } from '../fees/fees.js';
import type { RestsOn } from '../kernel/rests-on.js';
import type { Policy } from '../policy/policy.js';
import type { ResidentView } from '../resident/resident.js';
import type { CaseView } from './case-view.js';
import type { ConditionId, Owner, Remedy, ConditionOutcome, ConditionState } from './outcome.js';

/** Everything a condition may look at, as known at one moment. */
export interface Evidence {
  readonly case: CaseView;
  readonly resident: ResidentView;
  readonly fees: FeesState;
  /** What the service itself issued to the person, and they hold; undefined: nothing. */
  readonly held: HeldCredential | undefined;
  /** What is held under the number of a first issue, by somebody not known to be the applicant; undefined: nothing. */
  readonly numberHeld: NumberHeld | undefined;
  /** Those in force at the moment. */
  readonly directives: readonly Directive[];
  readonly at: Instant;
  /** `at` as a day in Asia/Riyadh. */
  readonly today: Day;
}

/** `owner`: who can change it, where that is not the condition's own. */
export type Finding = Pick<ConditionOutcome, 'state' | 'reason' | 'remedy' | 'fields' | keyof RestsOn> & {
  readonly owner?: Owner;
};

export interface ConditionText {
  readonly ar: string;
  readonly en: string;
}

/** A state of a condition, and what would make it hold where it does not. */
export type ComesTo =
  | Extract<ConditionState, 'satisfied' | 'not-applicable'>
  | `pending/${Extract<Remedy, 'applicant' | 'wait'>}`
  | `failed/${Exclude<Remedy, 'nothing'>}`;

/** What a reason code means and what to do about it, for people. */
export interface ReasonMeaning {
  readonly says: ConditionText;
  readonly todo: ConditionText;
  /** How the applicant contests the fact itself, as long as the case runs; absent: not here. */
  readonly contest?: ConditionText;
  /** More than one: it depends on the rest of the case, such as whether the applicant insists. */
  readonly comesTo: readonly [ComesTo, ...ComesTo[]];
  /** Who can change it, where that is not the condition's own. */
  readonly owner?: Owner;
}

/** One rule of the service in one file. Changing what it decides changes its version. */
export interface Condition {
  readonly id: ConditionId;
  readonly owner: Owner;
  /** Semantic version of the rule. */
  readonly version: string;
  readonly title: ConditionText;
  /** The facts and figures it rests on, for docs/conditions.md. */
  readonly looksAt: string;
  /** What changes it though nothing new is known, for docs/conditions.md; absent: nothing does. */
  readonly overTime?: string;
  readonly reasons: Readonly<Record<string, ReasonMeaning>>;
  /** Pure. Figures that are not the rule itself (windows, lists) come from the dated policy. */
  readonly evaluate: (evidence: Evidence, policy: Policy) => Finding;
}

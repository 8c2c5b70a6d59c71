import type { Instant } from '#decider/brand.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { type Policy, type Terms, termsAt } from '#domain/policy/policy.js';

/** Fees, limits and rules, read from dated files at start. */
export class Policies {
  constructor(readonly current: Policy) {}

  /** The limits of that day in Riyadh. */
  terms(at: Instant): Terms {
    return termsAt(this.current, dayInRiyadh(at));
  }
}

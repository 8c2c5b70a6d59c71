/**
 * How many facts a finding names: those that took effect last. What it rests on may be thousands, and an event that
 * named them all could not be appended. Part of what a screening says, like the version of its rules: not a setting.
 */
export const NAMED_FACTS = 50;

/** What something rests on: facts (or directives, or payments) by id, those that took effect last. */
export interface RestsOn {
  /** At most `NAMED_FACTS`, in order of effect. */
  readonly factIds: readonly string[];
  /** How many it rests on besides; absent: none. */
  readonly factsLeftOut?: number;
}

/** `ids` in order of effect, and how many are left out already. */
export function restingOn(ids: readonly string[], leftOut = 0): RestsOn {
  const factsLeftOut = leftOut + Math.max(0, ids.length - NAMED_FACTS);
  return { factIds: ids.slice(-NAMED_FACTS), ...(factsLeftOut > 0 && { factsLeftOut }) };
}

/** On all that each of them rests on, one after the other. */
export function restingOnAll(of: readonly RestsOn[]): RestsOn {
  const leftOut = of.reduce((sum, { factsLeftOut = 0 }) => sum + factsLeftOut, 0);
  return restingOn(
    of.flatMap(({ factIds }) => factIds),
    leftOut,
  );
}

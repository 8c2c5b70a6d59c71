import type { Instant } from '#decider/brand.js';
import type { Erased } from '#decider/decider.js';
import type { RestsOn } from '../kernel/rests-on.js';

/** What is known of one matter, and the facts it rests on. */
export interface Known<T> extends RestsOn {
  readonly value: T;
  /** True from then on. */
  readonly effective: Instant;
}

/**
 * What there is to know of one matter. `erased`: it was told, and what was told has been erased since, which is neither
 * knowing nor never having been told: nothing may be granted on the ground of it.
 */
export type Told<T> = Known<T> | Erased;

/** What a matter comes to where it only matters if it is known. */
export function knownOf<T>(told: Told<T> | undefined): Known<T> | undefined {
  return told === 'erased' ? undefined : told;
}

/** Whether a matter was told and can be read. */
export function isKnown<T>(told: Told<T> | undefined): told is Known<T> {
  return told !== undefined && told !== 'erased';
}

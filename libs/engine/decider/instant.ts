import type { Instant } from './brand.js';

/** Milliseconds since 1970 as an instant. */
export function instantOf(ms: number): Instant {
  // The one place that makes an Instant: `toISOString` gives exactly its form.
  return new Date(ms).toISOString() as Instant;
}

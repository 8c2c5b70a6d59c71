import type { Erased } from '#decider/decider.js';

/** Why, as a code; of somebody who was erased `erased`. */
export function reasonIn(personal: { readonly reason: string } | Erased): string {
  return personal === 'erased' ? personal : personal.reason;
}

/** All of them, likewise. */
export function reasonsIn(personal: { readonly reasons: readonly string[] } | Erased): readonly string[] {
  return personal === 'erased' ? [personal] : personal.reasons;
}

import { FACT_OWNERS } from '#contracts/fact-owners.js';
import type { InboundFact } from '#contracts/inbound-fact.js';
import type { Principal } from '#platform/auth/principal.js';
import { ProblemError } from '#platform/problems/problem.js';

/**
 * A fact comes from the service that owns its kind, under that service's name as its source (`/labour`, `/labour/…`):
 * a stolen token of one service cannot speak for another.
 */
export function isOwnFact(inbound: InboundFact, caller: Principal): boolean {
  const kind = inbound.kind === 'resident' ? inbound.fact.kind : inbound.kind;
  const own = `/${caller.id}`;
  return (
    FACT_OWNERS[kind].includes(caller.id) && (inbound.source === own || inbound.source.startsWith(`${own}/`))
  );
}

/** @throws ProblemError `fact-not-yours` (403) */
export function mustBe(caller: Principal, service: string): void {
  if (caller.id !== service) throw new ProblemError('fact-not-yours');
}

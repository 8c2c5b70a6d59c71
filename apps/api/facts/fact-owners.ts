import type { InboundFact } from '#contracts/inbound-fact.js';
import type { FactKind } from '#domain/resident/facts.js';
import type { Principal } from '#platform/auth/principal.js';
import { ProblemError } from '#platform/problems/problem.js';

/**
 * Which service may state which kind of fact (the table of the service's conditions). A stolen token of one service
 * cannot speak for another.
 */
const OWNERS: Readonly<Record<FactKind | 'directive-imposed' | 'directive-lifted', readonly string[]>> = {
  'residency-status-changed': ['passports'],
  'passport-updated': ['passports'],
  'passport-linked': ['passports'],
  'violation-recorded': ['traffic'],
  'violation-settled': ['traffic'],
  'violation-objected': ['traffic'],
  'medical-exam-reported': ['medical-centres'],
  'absence-reported': ['labour'],
  'absence-confirmed': ['labour'],
  'absence-cancelled': ['labour'],
  'absence-appealed': ['labour'],
  'appeal-decided': ['labour'],
  'account-activated': ['accounts'],
  'account-suspended': ['accounts'],
  'sponsorship-changed': ['labour', 'passports'],
  'insurance-changed': ['insurance'],
  'directive-imposed': ['directives-desk'],
  'directive-lifted': ['directives-desk'],
};

/** A fact comes from the service that owns its kind, under that service's name as its source (`/labour`, `/labour/…`). */
export function isOwnFact(inbound: InboundFact, caller: Principal): boolean {
  const kind = inbound.kind === 'resident' ? inbound.fact.kind : inbound.kind;
  const own = `/${caller.id}`;
  return OWNERS[kind].includes(caller.id) && (inbound.source === own || inbound.source.startsWith(`${own}/`));
}

/** @throws ProblemError `fact-not-yours` (403) */
export function mustBe(caller: Principal, service: string): void {
  if (caller.id !== service) throw new ProblemError('fact-not-yours');
}

import type { InboundFact } from './inbound-fact.js';
import type { InboundKind } from './schemas/fact-event.js';

/** Which service may state which kind of fact (the table of the service's conditions). */
export const FACT_OWNERS: Readonly<Record<InboundKind, readonly string[]>> = {
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
  'employment-registered': ['labour'],
  'employment-ended': ['labour'],
  'account-activated': ['accounts'],
  'account-suspended': ['accounts'],
  'sponsorship-changed': ['labour', 'passports'],
  'insurance-changed': ['insurance'],
  'directive-imposed': ['directives-desk'],
  'directive-lifted': ['directives-desk'],
};

/** Every service that tells facts, once. */
export const FACT_SERVICES: readonly string[] = [...new Set(Object.values(FACT_OWNERS).flat())].sort();

/** Why a fact is not the speaker's to tell: its source is another's, or its kind is. Undefined: it may tell it. */
export type Foreign =
  | { readonly at: 'source'; readonly expected: string }
  | { readonly at: 'type'; readonly expected: readonly string[] };

/**
 * A fact comes from the service that owns its kind, under that service's name as its source (`/labour`, `/labour/…`):
 * whoever holds one service's token, or may write to its topic, cannot speak for another. The same for every way facts
 * come; who the speaker is, the way has proven.
 */
export function foreignTo(speaker: string, inbound: InboundFact): Foreign | undefined {
  const own = `/${speaker}`;
  if (inbound.source !== own && !inbound.source.startsWith(`${own}/`)) return { at: 'source', expected: own };
  const owners = FACT_OWNERS[inbound.kind === 'resident' ? inbound.fact.kind : inbound.kind];
  return owners.includes(speaker) ? undefined : { at: 'type', expected: owners };
}

/** The service whose name a source has; an empty text if it has none. It claims, and proves nothing. */
export function claimedBy(source: string): string {
  return /^\/([^/]+)(?:\/|$)/.exec(source)?.[1] ?? '';
}

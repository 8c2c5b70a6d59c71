import type { Instant } from '#decider/brand.js';
import { FACTS_TOLD } from '../asyncapi/facts-told.js';
import { type InboundFact, toInboundFact } from '../inbound-fact.js';

/** A fact of a kind, read as it comes. @throws Error if it cannot be read */
export function factExample(kind: string, source: string): InboundFact {
  const told = Object.entries(FACTS_TOLD).find(([name]) => name === kind)?.[1];
  const event = {
    specversion: '1.0',
    id: 'F-1',
    source: '/readable',
    type: `hawiya.fact.${kind}.v1`,
    ...(!kind.startsWith('directive-') && { subject: 'iqama:2456789011' }),
    time: '2026-03-01T09:00:00Z',
    data: told?.example,
  };
  const checked = toInboundFact(event, '2026-03-01T09:00:00.000Z' as Instant);
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  return { ...checked.value, source }; // also one that no schema lets through
}

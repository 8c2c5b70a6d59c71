import { describe, expect, it } from '@jest/globals';
import { claimedBy, FACT_OWNERS, FACT_SERVICES, foreignTo } from './fact-owners.js';
import type { InboundFact } from './inbound-fact.js';
import { factExample } from './testing/fact-example.js';
import { DEAD_FACTS_TOPIC, EVENTS_TOPIC, FACTS_TOPICS, LEGACY_FACTS_TOPIC } from './topics.js';

describe('the table of kinds, sources and owners', () => {
  it('lets each service tell its own kinds under its own name, and nothing else', () => {
    for (const speaker of FACT_SERVICES) {
      for (const [kind, owners] of Object.entries(FACT_OWNERS)) {
        for (const source of [`/${speaker}`, `/${speaker}/riyadh/2`]) {
          const foreign = foreignTo(speaker, factExample(kind, source));
          expect(foreign).toEqual(owners.includes(speaker) ? undefined : { at: 'type', expected: owners });
        }
      }
    }
  });

  it.each(['/labour', '/passport', '/passports2', 'passports', '//passports', '/Passports', '/', ''])(
    'does not take %j for passports',
    (source) => {
      const fact: InboundFact = factExample('passport-updated', source);
      expect(foreignTo('passports', fact)).toEqual({ at: 'source', expected: '/passports' });
    },
  );

  it('knows whose name a source has', () => {
    const sources = ['/labour', '/labour/', '/labour/riyadh', 'labour', '//labour', '/', ''];
    expect(sources.map(claimedBy)).toEqual(['labour', 'labour', 'labour', '', '', '', '']);
  });

  it('names services so that each has a topic that is no other', () => {
    const topics = [
      EVENTS_TOPIC,
      LEGACY_FACTS_TOPIC,
      DEAD_FACTS_TOPIC,
      ...FACTS_TOPICS.map(({ name }) => name),
    ];
    expect(new Set(topics).size).toBe(FACT_SERVICES.length + 3);
    for (const name of topics) expect(name).toMatch(/^[a-z0-9.-]{1,100}$/);
  });
});

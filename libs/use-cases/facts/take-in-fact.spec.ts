import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readFactMessage, readFactRequest } from '#contracts/facts.js';
import type { InboundFact } from '#contracts/inbound-fact.js';
import type { Instant } from '#decider/brand.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Subjects } from '../subjects.js';
import { RecordFact } from './record-fact.js';
import { takeInFact } from './take-in-fact.js';

const subjects = new Subjects(Buffer.alloc(32, 7));
const received = '2026-03-01T10:00:00.000Z' as Instant;
const attributes = {
  specversion: '1.0',
  type: 'hawiya.fact.violation-settled.v1',
  subject: `iqama:${iqamaNumber(1)}`,
  time: '2026-03-01T09:00:00Z',
};
const data = { violationId: 'T-1' };

interface Name {
  readonly source: string;
  readonly id: string;
  readonly corrects?: string;
}

function commandFor(reading: ReturnType<typeof readFactRequest>, secretOf = subjects): RecordFact {
  const [inbound] = reading.ok ? reading.facts : [];
  if (inbound === undefined) throw new Error(JSON.stringify(reading));
  return taken(inbound, secretOf);
}

function taken(inbound: InboundFact, secretOf: Subjects): RecordFact {
  const actor = { kind: 'service', id: 'traffic' } as const;
  const by = { actor, at: received, correlationId: 'c', traceparent: undefined };
  const command = takeInFact(inbound, by, secretOf);
  if (!(command instanceof RecordFact)) throw new Error('not about a resident');
  return command;
}

const structured = (name: Name) => ({
  headers: { 'content-type': 'application/cloudevents+json' },
  body: JSON.stringify({ ...attributes, ...name, data }),
});
const overHttp = (name: Name) => commandFor(readFactRequest(structured(name), { received }));
/** HTTP's headers are percent-encoded, Kafka's are as they are. */
const binary = (prefix: string, name: Name, written = (value: string) => value) => ({
  'content-type': 'application/json',
  ...Object.fromEntries(
    Object.entries({ ...attributes, ...name }).map(([attribute, value]) => [
      prefix + attribute,
      written(value),
    ]),
  ),
});

/** As callers may write them: anything but control characters, whatever the language. */
const id = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text) && text.trim() === text && text !== '');
const branch = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const name: fc.Arbitrary<Name> = fc.record(
  { source: branch.map((text) => `/traffic/${text}`), id, corrects: id.map((text) => `${text}'`) },
  { requiredKeys: ['source', 'id'] },
);

describe('the name of a fact', () => {
  it('is the same whichever way the fact comes', () => {
    fc.assert(
      fc.property(name, (name) => {
        const { fact, toldAs } = overHttp(name);
        expect(toldAs).toEqual(name);
        const value = Buffer.from(JSON.stringify(data));
        const others = [
          readFactRequest({ headers: binary('ce-', name, encodeURIComponent), body: data }, { received }),
          readFactMessage({ headers: binary('ce_', name), value }, { received }),
          readFactMessage(
            { headers: structured(name).headers, value: Buffer.from(structured(name).body) },
            { received },
          ),
        ];
        for (const other of others.map((reading) => commandFor(reading)))
          expect([other.fact, other.toldAs, other.context.commandId]).toEqual([
            fact,
            toldAs,
            commandFor(readFactRequest(structured(name), { received })).context.commandId,
          ]);
      }),
    );
  });

  it('tells nothing of what the service wrote, and what it corrects goes by the same name', () => {
    const wrote = { source: '/traffic/Anna-Eriksson', id: 'Eriksson/1', corrects: 'Eriksson/0' };
    const { fact } = overHttp(wrote);
    expect(JSON.stringify(fact)).not.toMatch(/Eriksson/i);
    const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(fact).toMatchObject({ source: '/traffic', id: expect.stringMatching(UUID) });
    expect(fact.corrects).toBe(overHttp({ source: wrote.source, id: wrote.corrects }).fact.id);
  });

  it('differs with the source, the id and the installation', () => {
    const names = [
      { source: '/traffic', id: '1' },
      { source: '/traffic', id: '2' },
      { source: '/traffic/a', id: '1' },
    ];
    const ours = names.map((name) => overHttp(name).fact.id);
    const elsewhere = readFactRequest(structured({ source: '/traffic', id: '1' }), { received });
    ours.push(commandFor(elsewhere, new Subjects(Buffer.alloc(32, 8))).fact.id);
    expect(new Set(ours).size).toBe(4);
  });

  it('never changes, nor does the id of the command: both are storage format', () => {
    const { fact, context } = overHttp({ source: '/traffic/a', id: 'T-900142/settled', corrects: 'T-1' });
    expect([fact.id, fact.corrects, context.commandId]).toEqual([
      'a089bf9f-509c-5de6-ba29-754e04014943',
      'ce589d2e-1ed9-5c75-b30f-4fec52eb87c0',
      '8a1c05f1-4d0e-59d5-9584-4fa4fdf40793',
    ]);
  });
});

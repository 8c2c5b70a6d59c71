import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SAMPLES } from '#event-catalogue/golden/samples.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import type { KnownEvent } from '#event-catalogue/event-types.js';
import type { Position, Revision, StreamName } from '#event-store/port.js';
import { superseded } from './superseded.js';
import { reactionsTo } from './reactions-to.js';

const CASE = 'a3c5b1f0-0000-5000-8000-000000000001';

function enveloped(events: readonly KnownEvent[], of = CASE): readonly Envelope[] {
  return events.map((event, i) => ({
    event,
    id: `e-${i}`,
    stream: `application-${of}` as StreamName,
    revision: BigInt(i) as Revision,
    position: BigInt(i) as Position,
    metadata: {
      commandId: 'c',
      requestHash: 'h',
      correlationId: 'c',
      causationId: 'c',
      previousHash: 'p',
      actor: { kind: 'process-manager' },
      occurredAt: '2026-03-01T09:00:00.000Z' as Envelope['metadata']['occurredAt'],
      schemaVersion: 1,
      partitionKey: of,
    },
  }));
}

const {
  PaymentReceived,
  ApplicationSubmitted,
  ApplicationApproved,
  DetailsProvided,
  FactRecorded,
  DocumentAttached,
} = SAMPLES;
/** Which of the events are left to a later one. */
const off = (...events: readonly KnownEvent[]) => {
  const envelopes = enveloped(events);
  return envelopes.flatMap((envelope, i) => (superseded(envelopes).has(envelope) ? [i] : []));
};

describe('a look that a later event calls for again', () => {
  it('is left to it, whatever harmless stands between', () => {
    expect(off(FactRecorded, FactRecorded, FactRecorded)).toEqual([0, 1]);
    expect(off(PaymentReceived, DocumentAttached, ApplicationSubmitted)).toEqual([0]);
  });

  it('is taken before what depends on it', () => {
    expect(off(PaymentReceived, ApplicationApproved, PaymentReceived)).toEqual([]);
  });

  it('is not left to a look at something else, nor is an event that calls for more than looks', () => {
    expect(off(DetailsProvided, FactRecorded)).toEqual([]);
    expect(off(ApplicationSubmitted, PaymentReceived)).toEqual([]);
    expect(superseded([...enveloped([FactRecorded]), ...enveloped([FactRecorded], 'another')]).size).toBe(0);
  });

  it('is still taken by the time anything else happens that it may matter to', () => {
    const looks = new Set(['screen', 'reconsider-person', 'reconsider-open-cases']);
    const harmless = new Set([...looks, 'reserve-funds', 'ask-for-facts', 'set-deadline', 'clear-deadlines']);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(SAMPLES)), { maxLength: 12 }), (events) => {
        const envelopes = enveloped(events);
        const left = superseded(envelopes);
        const due = new Set<string>();
        for (const envelope of envelopes) {
          for (const reaction of reactionsTo(envelope)) {
            const name = JSON.stringify(reaction);
            if (left.has(envelope)) due.add(name);
            else {
              if (!harmless.has(reaction.do)) expect(due.size).toBe(0);
              due.delete(name);
            }
          }
        }
        expect(due.size).toBe(0);
      }),
    );
  });
});

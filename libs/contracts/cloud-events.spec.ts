import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Position, RecordedEvent, Revision } from '#event-store/port.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { fromMessage, toMessage } from './cloud-events.js';
import { UnreadableMessageError } from '#event-sourcing/cloud-events.js';
import { caseStream, storedEvent } from '#test/support/events.js';
import { typeName, typeParts } from './event-type-names.js';

const recorded: RecordedEvent = {
  ...storedEvent(7, '5f0c'),
  stream: caseStream('5f0c'),
  revision: 3n as Revision,
  position: 9_007_199_254_740_993n as Position,
  created: new Date(0),
};

describe('an event as a CloudEvent in binary mode', () => {
  it('has its attributes in headers and the stored bytes as its value', () => {
    const { key, headers, value } = toMessage(recorded);
    expect(key).toBe('5f0c');
    expect(headers).toEqual({
      ce_specversion: '1.0',
      ce_id: recorded.id,
      ce_source: '/hawiya',
      ce_type: 'hawiya.application.review-claimed.v1',
      ce_subject: 'application-5f0c',
      ce_time: '2026-03-01T09:00:00.000Z',
      'content-type': 'application/json',
      ce_streamrevision: '3',
      ce_globalposition: '9007199254740993',
      ce_partitionkey: '5f0c',
      ce_correlationid: 'correlation-7',
      ce_causationid: 'causation-7',
      ce_commandid: '00000000-0000-4000-8000-000000000007',
      'hawiya-metadata': Buffer.from(recorded.metadata).toString(),
    });
    expect(value).toBe(recorded.data);
  });

  it('carries the trace context where there is one', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const metadata = { ...(JSON.parse(Buffer.from(recorded.metadata).toString()) as object), traceparent };
    const message = toMessage({ ...recorded, metadata: Buffer.from(JSON.stringify(metadata)) });
    expect(message.headers['ce_traceparent']).toBe(traceparent);
  });

  it('comes back as the event it was, but for the clock of the store', () => {
    const { created: _, ...rest } = recorded;
    const back = fromMessage(toMessage(recorded));
    expect({ ...back, metadata: Buffer.from(back.metadata) }).toEqual(rest);
    expect(fromMessage(toMessage({ ...recorded, format: 'binary' })).format).toBe('binary');
  });

  it.each([
    ['ce_specversion', undefined],
    ['ce_specversion', '0.3'],
    ['ce_type', 'hawiya.fact.violation-recorded.v1'],
    ['ce_id', ''],
    ['ce_subject', undefined],
    ['ce_streamrevision', '-1'],
    ['ce_globalposition', '1e3'],
    ['hawiya-metadata', undefined],
  ])('is not read when %s is %s, and the header is named', (name, value) => {
    const { headers, value: bytes } = toMessage(recorded);
    const kept = Object.entries(headers).filter(([other]) => other !== name);
    const changed = value === undefined ? kept : [...kept, [name, value]];
    const read = () => fromMessage({ headers: Object.fromEntries(changed), value: bytes });
    expect(read).toThrow(UnreadableMessageError);
    expect(read).toThrow(name);
  });

  it.each([
    ['metadata that is not JSON', { metadata: Buffer.from('{') }],
    ["metadata that is not an event's", { metadata: Buffer.from('{}') }],
    ['a type of somebody else', { type: '$metadata' }],
    ['a stream of somebody else', { stream: 'orders-1' as RecordedEvent['stream'] }],
  ])('is not made from %s', (_, change) => {
    expect(() => toMessage({ ...recorded, ...change })).toThrow(UnreadableMessageError);
  });
});

describe('the CloudEvents type of an event', () => {
  it('is known for every event of the service, and leads back to it', () => {
    for (const [event, { category }] of Object.entries(EVENT_TYPES)) {
      const name = typeName(`${category}-1`, event, 1);
      expect(typeParts(name ?? '')).toEqual({ aggregate: category, event, version: 1 });
    }
    expect(typeName('status-list-all', 'CredentialRevoked', 2)).toBe(
      'hawiya.status-list.credential-revoked.v2',
    );
  });

  it('leads back for any name in Pascal case', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^([A-Z][a-z0-9]{0,5}){1,5}$/),
        fc.integer({ min: 1, max: 99 }),
        (event, version) => {
          expect(typeParts(typeName('fees-1', event, version) ?? '')).toEqual({
            aggregate: 'fees',
            event,
            version,
          });
        },
      ),
    );
  });
});

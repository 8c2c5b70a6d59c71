import { describe, expect, it } from '@jest/globals';
import { MAX_MESSAGE_BYTES, type ReceivedMessage } from '#topics/port.js';
import { messageBytes } from '#topics/validation.js';
import { deadLetter } from './dead-letter.js';
import { factsTopicOf } from './topics.js';

const received = (value: Uint8Array, more: Partial<ReceivedMessage> = {}): ReceivedMessage => ({
  topic: factsTopicOf('traffic'),
  partition: 3,
  offset: 1_042n,
  key: 'iqama:2000000006',
  headers: { 'content-type': 'application/cloudevents+json' },
  value,
  ...more,
});

describe('a dead letter', () => {
  it('is the message as it came, with the reason and where it was', () => {
    const value = Buffer.from('{"specversion"');
    expect(deadLetter(received(value), ['/: not-json', 'more'])).toEqual({
      key: 'iqama:2000000006',
      value,
      headers: {
        'content-type': 'application/cloudevents+json',
        'hawiya-reason': '/: not-json; more',
        'hawiya-origin': '3/1042',
        'hawiya-origin-topic': 'hawiya.facts.traffic.v1',
      },
    });
  });

  it('fits, however long the list of reasons is', () => {
    const reasons = Array.from({ length: 1_000 }, (_, index) => `/${index}/data/amount: field-range`);
    expect(deadLetter(received(Buffer.alloc(1)), reasons).headers['hawiya-reason']).toHaveLength(2_000);
  });

  it('leaves the value behind when it would be too large, and says so', () => {
    const reasons = ['/: body-too-large'];
    const frame = messageBytes(deadLetter(received(new Uint8Array()), reasons));
    const largest = received(Buffer.alloc(MAX_MESSAGE_BYTES - frame));
    expect(messageBytes(deadLetter(largest, reasons))).toBe(MAX_MESSAGE_BYTES);
    for (const value of [Buffer.alloc(MAX_MESSAGE_BYTES - frame + 1), Buffer.alloc(2 * MAX_MESSAGE_BYTES)]) {
      expect(deadLetter(received(value), reasons)).toEqual({
        key: 'iqama:2000000006',
        value: new Uint8Array(),
        headers: {
          'hawiya-reason': '/: body-too-large',
          'hawiya-origin': '3/1042',
          'hawiya-origin-topic': 'hawiya.facts.traffic.v1',
          'hawiya-left-out': String(value.byteLength),
        },
      });
    }
  });

  it.each([
    ['a key', { key: 'k'.repeat(MAX_MESSAGE_BYTES) }],
    ['headers', { headers: { long: 'h'.repeat(MAX_MESSAGE_BYTES) } }],
  ])('fits, however long %s the message has', (_, more) => {
    const letter = deadLetter(received(Buffer.alloc(1), more), ['/: not-json']);
    expect(messageBytes(letter)).toBeLessThan(10_000);
  });
});

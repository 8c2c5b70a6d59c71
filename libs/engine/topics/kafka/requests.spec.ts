import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { requestsOf } from './requests.js';

const sized = (bytes: number) => ({ message: { key: 'k', headers: {}, value: new Uint8Array() }, bytes });

describe('requests to the broker', () => {
  it('hold all messages in order, each at least one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_048_576 }), { maxLength: 40 }), (sizes) => {
        const messages = sizes.map(sized);
        const requests = [...requestsOf(messages)];
        expect(requests.flat()).toEqual(messages.map(({ message }) => message));
        expect(requests.every(({ length }) => length > 0)).toBe(true);
      }),
    );
  });

  it.each([
    ['so much in bytes', [499_936, 499_936], 1],
    ['one byte more', [499_936, 499_937], 2],
    ['a message larger than that by itself', [1, 1_048_576, 1], 3],
    ['a thousand messages', Array.from({ length: 1_000 }, () => 1), 1],
    ['one more', Array.from({ length: 1_001 }, () => 1), 2],
    ['nothing', [], 0],
  ])('%s', (_, sizes, requests) => {
    expect([...requestsOf(sizes.map(sized))]).toHaveLength(requests);
  });
});

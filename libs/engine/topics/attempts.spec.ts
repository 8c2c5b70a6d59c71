import { describe, expect, it } from '@jest/globals';
import { Attempts } from './attempts.js';
import type { ReceivedMessage } from './port.js';

const message = (offset: bigint, partition = 0): ReceivedMessage => ({
  topic: 't',
  partition,
  offset,
  key: 'k',
  headers: {},
  value: new Uint8Array(),
});

describe('a message that fails', () => {
  it('is tried so often, each by itself, and anew once it went through', () => {
    const attempts = new Attempts(2);
    expect(attempts.failed(message(1n))).toBe(false);
    expect(attempts.failed(message(1n, 1))).toBe(false);
    expect(attempts.failed(message(2n))).toBe(false);
    expect(attempts.failed(message(1n))).toBe(true);
    attempts.over(message(1n));
    expect(attempts.failed(message(1n))).toBe(false);
  });

  it('is given up at once where it is tried once', () => {
    expect(new Attempts(1).failed(message(1n))).toBe(true);
  });
});

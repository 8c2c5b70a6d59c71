import { describe, expect, it } from '@jest/globals';
import type { ReceivedMessage } from '../port.js';
import { RecentMessages } from './recent.js';

const message = (offset: number, bytes: number): ReceivedMessage => ({
  topic: 't',
  partition: 0,
  offset: BigInt(offset),
  key: 'k',
  headers: {},
  value: new Uint8Array(bytes),
});

const unread = (): never => {
  throw new Error('read again');
};

describe('the messages written or read last', () => {
  it('are read once, and are the same objects for everyone', () => {
    const recent = new RecentMessages();
    const first = recent.at(1, () => message(1, 10));
    expect(recent.at(1, unread)).toBe(first);
  });

  it('need not be read when they were just written', () => {
    const recent = new RecentMessages();
    const written = message(7, 10);
    recent.add(written);
    expect(recent.at(7, unread)).toBe(written);
  });

  it('take no more than two mebibytes, the oldest going first', () => {
    const recent = new RecentMessages();
    recent.at(1, () => message(1, 1_048_576));
    recent.at(2, () => message(2, 1_048_576));
    recent.at(1, unread);
    recent.at(3, () => message(3, 1));
    expect(() => recent.at(1, unread)).toThrow('read again');
    recent.at(2, unread);
    recent.at(3, unread);
  });

  it('keep one message however large it is', () => {
    const recent = new RecentMessages();
    recent.at(1, () => message(1, 3_000_000));
    recent.at(1, unread);
  });
});

import { describe, expect, it } from '@jest/globals';
import { TokenCache } from './token-cache.js';

const principal = {
  id: 'amina',
  roles: new Set(['applicant'] as const),
  identity: undefined,
  person: undefined,
  expiresAt: 0,
};

describe('verified tokens', () => {
  it('are known until they expire', () => {
    const cache = new TokenCache(10, 300);
    cache.set('t', principal, 100, 0);
    expect(cache.get('t', 99)).toBe(principal);
    expect(cache.get('t', 100)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('are looked at again after the longest age, whatever they say', () => {
    const cache = new TokenCache(10, 300);
    cache.set('t', principal, 10_000, 0);
    expect(cache.get('t', 299)).toBe(principal);
    expect(cache.get('t', 300)).toBeUndefined();
  });

  it('are no more than the capacity: the oldest goes first', () => {
    const cache = new TokenCache(2, 300);
    for (const token of ['a', 'b', 'c']) cache.set(token, principal, 100, 0);
    expect(cache.size).toBe(2);
    expect(cache.get('a', 0)).toBeUndefined();
    expect(cache.get('c', 0)).toBe(principal);
  });
});

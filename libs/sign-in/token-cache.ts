import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Principal } from './principal.js';

interface Entry {
  readonly principal: Principal;
  /** Seconds since 1970. */
  readonly expires: number;
}

/**
 * Tokens already verified, until they expire: a signature costs far more than a hash. Bounded; the one
 * not used for longest goes first.
 * Keyed by hash, so that a heap dump holds no usable token. A key taken out of the issuer's set is noticed when its
 * tokens leave the cache, at the latest after `maxAge` seconds.
 */
export class TokenCache {
  private readonly entries: LRUCache<string, Entry>;

  constructor(
    capacity: number,
    private readonly maxAge: number,
  ) {
    this.entries = new LRUCache({ max: capacity });
  }

  get(token: string, now: number): Principal | undefined {
    const key = hash('sha256', token, 'base64');
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expires > now) return entry.principal;
    this.entries.delete(key);
    return undefined;
  }

  set(token: string, principal: Principal, expires: number, now: number): void {
    this.entries.set(hash('sha256', token, 'base64'), {
      principal,
      expires: Math.min(expires, now + this.maxAge),
    });
  }

  get size(): number {
    return this.entries.size;
  }
}

import { LRUCache } from 'lru-cache';
import type { Subject } from '#decider/brand.js';
import type { KeyStore, KeyStoreRecord, SubjectKey } from './key-store.js';

export interface KeyCacheLimits {
  readonly keys: number;
  /** Milliseconds a key is believed to be there still: how long another process's erasure may go unnoticed. */
  readonly maxAgeMs: number;
  /** Whether other processes erase keys, too: then nothing is sealed with a key that the store was not asked for now. */
  readonly shared?: boolean;
}

/** Keys by their id, kept for a while; `forget` makes sure that another process's erasures are seen. */
export type ForgetfulKeys = Pick<CachedKeyStore, 'keyById' | 'forget'>;

/** As the drivers open it. */
export type OpenedKeyStore = CachedKeyStore & { readonly record: KeyStoreRecord };

interface Entry {
  readonly subject: Subject | undefined;
  readonly key: Uint8Array;
}

/**
 * Keeps the keys used last in memory. An erasure through it is seen at once, any other after `maxAgeMs`; a quarter of
 * that later the key is out of memory here, too.
 */
export class CachedKeyStore implements KeyStore {
  private readonly byId: LRUCache<string, Entry>;
  private readonly current = new Map<Subject, string>();
  /** Counts erasures: a key read before one must not be put back after it. */
  private erasures = 0;
  private readonly sweeping: NodeJS.Timeout;

  constructor(
    private readonly store: KeyStore,
    private readonly limits: KeyCacheLimits = { keys: 8_000, maxAgeMs: 60_000 },
    now: () => number = () => performance.now(),
  ) {
    this.byId = new LRUCache({
      max: limits.keys,
      ttl: limits.maxAgeMs,
      ttlResolution: 0,
      perf: { now },
      dispose: ({ subject }, keyId) => {
        if (subject !== undefined && this.current.get(subject) === keyId) this.current.delete(subject);
      },
    });
    this.sweeping = setInterval(() => this.sweep(), limits.maxAgeMs / 4).unref();
  }

  /** Keys in memory. */
  get size(): number {
    return this.byId.size;
  }

  async keyFor(subject: Subject): Promise<SubjectKey> {
    const known = this.limits.shared === true ? undefined : this.current.get(subject);
    const key = known === undefined ? undefined : this.byId.get(known)?.key;
    if (known !== undefined && key !== undefined) return { keyId: known, key };
    const { erasures } = this;
    const found = await this.store.keyFor(subject);
    const isCurrent = erasures === this.erasures;
    // New here, and not the person's first: the one before may still be kept.
    if (found.erasures !== undefined && !this.byId.has(found.keyId)) this.forget();
    if (isCurrent) this.put(found.keyId, subject, found.key);
    return found;
  }

  async keyById(keyId: string): Promise<Uint8Array | 'erased' | 'unknown'> {
    const cached = this.byId.get(keyId)?.key;
    if (cached !== undefined) return cached;
    const { erasures } = this;
    const key = await this.store.keyById(keyId);
    if (typeof key !== 'string' && erasures === this.erasures) this.put(keyId, undefined, key);
    return key;
  }

  find(subject: Subject): Promise<SubjectKey | undefined> {
    return this.store.find(subject);
  }

  async erase(subject: Subject): Promise<void> {
    await this.store.erase(subject);
    // Keys read by their id do not say whose they are, and erasures are rare.
    this.forget();
  }

  /** Every key is asked for anew. */
  forget(): void {
    this.erasures += 1;
    this.byId.clear();
    this.current.clear();
  }

  close(): Promise<void> {
    clearInterval(this.sweeping);
    this.forget();
    return this.store.close();
  }

  /** Drops what is too old to be believed. */
  sweep(): void {
    this.byId.purgeStale();
  }

  private put(keyId: string, subject: Subject | undefined, key: Uint8Array): void {
    const owner = subject ?? this.byId.peek(keyId)?.subject;
    this.byId.set(keyId, { subject: owner, key });
    if (owner !== undefined) this.current.set(owner, keyId);
  }
}

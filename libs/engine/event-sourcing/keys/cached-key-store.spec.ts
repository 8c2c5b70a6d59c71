import type { Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CachedKeyStore } from './cached-key-store.js';
import { openEmbeddedKeyStore } from './embedded/embedded-key-store.js';
import type { KeyStore } from './key-store.js';

const person = (n: number) => String(n).padStart(32, '0') as Subject; // as good as an HMAC

describe('CachedKeyStore', () => {
  /** A cache of two keys over a store that counts what it is asked. */
  async function withCache(
    use: (
      cache: CachedKeyStore,
      store: KeyStore,
      asked: () => number,
      clock: { now: number },
    ) => Promise<void>,
  ): Promise<void> {
    const path = await mkdtemp(join(tmpdir(), 'hawiya-keys-'));
    const store = await openEmbeddedKeyStore({ path });
    let asked = 0;
    const counting: KeyStore = {
      keyFor: (subject) => store.keyFor(subject).finally(() => (asked += 1)),
      keyById: (keyId) => store.keyById(keyId).finally(() => (asked += 1)),
      find: (subject) => store.find(subject),
      erase: (subject) => store.erase(subject),
      close: () => store.close(),
    };
    const clock = { now: 1_000 }; // the cache takes 0 for no time
    const cache = new CachedKeyStore(counting, { keys: 2, maxAgeMs: 60 }, () => clock.now);
    try {
      await use(cache, store, () => asked, clock);
    } finally {
      await cache.close();
      await rm(path, { recursive: true });
    }
  }

  it('asks once', () =>
    withCache(async (cache, _, asked) => {
      const made = await cache.keyFor(person(1));
      expect(await cache.keyFor(person(1))).toEqual(made);
      expect(await cache.keyById(made.keyId)).toEqual(made.key);
      expect(asked()).toBe(1);
    }));

  it('keeps the keys used last, and no more than it may', () =>
    withCache(async (cache, _, asked) => {
      const [first, second] = [await cache.keyFor(person(1)), await cache.keyFor(person(2))];
      await cache.keyById(first.keyId);
      await cache.keyFor(person(3));
      expect(asked()).toBe(3);
      await cache.keyById(first.keyId);
      expect(asked()).toBe(3);
      await cache.keyById(second.keyId);
      expect(asked()).toBe(4);
    }));

  it('does not outlive an erasure', () =>
    withCache(async (cache) => {
      const made = await cache.keyFor(person(1));
      await cache.erase(person(1));
      expect(await cache.keyById(made.keyId)).toBe('erased');
      expect((await cache.keyFor(person(1))).keyId).not.toBe(made.keyId);
    }));

  it('believes nothing for longer than it may', () =>
    withCache(async (cache, store, _, clock) => {
      const made = await cache.keyFor(person(1));
      await store.erase(person(1));
      clock.now = 1_060;
      expect(await cache.keyById(made.keyId)).toEqual(made.key);
      clock.now = 1_061;
      expect(await cache.keyById(made.keyId)).toBe('erased');
    }));

  it('keeps nothing for longer than it believes it, once it has looked', () =>
    withCache(async (cache, _, asked, clock) => {
      await cache.keyFor(person(1));
      clock.now = 1_060;
      cache.sweep();
      expect(cache.size).toBe(1);
      clock.now = 1_061;
      cache.sweep();
      expect(cache.size).toBe(0);
      expect(asked()).toBe(1);
    }));

  it('of a shared store asks each time what to seal with, and not what to open with', () =>
    withCache(async (_, store) => {
      let asked = 0;
      const keyFor: KeyStore['keyFor'] = (subject) => store.keyFor(subject).finally(() => (asked += 1));
      const counting = Object.assign(Object.create(store) as KeyStore, { keyFor });
      const shared = new CachedKeyStore(counting, { keys: 2, maxAgeMs: 60_000, shared: true });
      const { keyId, key } = await shared.keyFor(person(1));
      await shared.keyFor(person(1));
      expect(asked).toBe(2);
      await store.erase(person(1));
      expect((await shared.keyFor(person(1))).keyId).not.toBe(keyId);
      expect(await shared.keyById(keyId)).toEqual(key);
      shared.forget();
    }));

  it('does not keep a key that was erased while it was asked for', () =>
    withCache(async (cache) => {
      const { keyId } = await cache.keyFor(person(1));
      const [asking] = [cache.keyFor(person(1)), await cache.erase(person(1))];
      await asking;
      expect(await cache.keyById(keyId)).toBe('erased');
    }));
});

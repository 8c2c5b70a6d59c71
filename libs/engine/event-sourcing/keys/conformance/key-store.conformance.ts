import type { Subject } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newLogId } from '../../identity/identity-stream.js';
import type { OpenedKeyStore } from '../cached-key-store.js';

export interface KeyStoreFixture {
  /** Opens the same storage each time; the one opened before has been closed. */
  readonly open: () => Promise<OpenedKeyStore>;
  /** Takes the storage away. */
  readonly remove: () => Promise<void>;
}

const somebody = () => randomBytes(16).toString('hex') as Subject; // as good as an HMAC

/** What every driver of the key store must do. */
export function describeKeyStore(driver: string, prepare: () => Promise<KeyStoreFixture>): void {
  describe(`${driver} as a key store`, () => {
    let fixture: KeyStoreFixture;
    let keys: OpenedKeyStore;
    const reopen = async () => {
      await keys.close();
      keys = await fixture.open();
    };

    beforeAll(async () => {
      fixture = await prepare();
      keys = await fixture.open();
    });

    afterAll(async () => {
      await keys.close();
      await fixture.remove();
    });

    it('makes a key of 32 bytes for a person and keeps it', async () => {
      const subject = somebody();
      const made = await keys.keyFor(subject);
      expect(made.key).toHaveLength(32);
      expect(made.keyId).toMatch(/^[\w.-]{1,64}$/);
      expect(made.keyId).not.toContain(subject);
      expect(await keys.keyFor(subject)).toEqual(made);
      expect(await keys.keyById(made.keyId)).toEqual(made.key);
      await reopen();
      expect(await keys.keyFor(subject)).toEqual(made);
      expect(await keys.keyById(made.keyId)).toEqual(made.key);
    });

    it('gives keys in memory of their own: many are kept, and they go to other threads', async () => {
      const subject = somebody();
      const { keyId } = await keys.keyFor(subject);
      await reopen();
      const { key } = await keys.keyFor(subject);
      const byId = await keys.keyById(keyId);
      if (typeof byId === 'string') throw new Error('it was made');
      expect([key.buffer.byteLength, byId.buffer.byteLength]).toEqual([32, 32]);
    });

    it('gives every person a key of their own', async () => {
      const made = await Promise.all(Array.from({ length: 300 }, () => keys.keyFor(somebody())));
      expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(300);
      expect(new Set(made.map(({ key }) => Buffer.from(key).toString('hex'))).size).toBe(300);
      await reopen();
      for (const { keyId, key } of made) expect(await keys.keyById(keyId)).toEqual(key);
    });

    it('gives callers at the same time the same key', async () => {
      const subject = somebody();
      const made = await Promise.all(Array.from({ length: 50 }, () => keys.keyFor(subject)));
      expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1);
      await reopen();
      expect(await keys.keyFor(subject)).toEqual(made[0]);
    });

    it('says of an erased key that it is erased, then and later', async () => {
      const [subject, other] = [somebody(), somebody()];
      const made = await keys.keyFor(subject);
      const kept = await keys.keyFor(other);
      await keys.erase(subject);
      expect(await keys.keyById(made.keyId)).toBe('erased');
      await reopen();
      expect(await keys.keyById(made.keyId)).toBe('erased');
      expect(await keys.keyFor(other)).toEqual(kept);
    });

    it('finds the key a person has, and makes none', async () => {
      const subject = somebody();
      expect(await keys.find(subject)).toBeUndefined();
      const { keyId, key } = await keys.keyFor(subject);
      expect(await keys.find(subject)).toEqual({ keyId, key });
      await reopen();
      expect(await keys.find(subject)).toEqual({ keyId, key });
      await keys.erase(subject);
      expect(await keys.find(subject)).toBeUndefined();
    });

    it('gives a person who comes again a new key, which can be erased too', async () => {
      const subject = somebody();
      const first = await keys.keyFor(subject);
      await keys.erase(subject);
      const second = await keys.keyFor(subject);
      expect(second.keyId).not.toBe(first.keyId);
      expect(second.key).not.toEqual(first.key);
      expect(await keys.keyById(first.keyId)).toBe('erased');
      await reopen();
      expect(await keys.keyFor(subject)).toEqual(second);
      await keys.erase(subject);
      expect(await keys.keyById(second.keyId)).toBe('erased');
    });

    it('erases a key that is being made', async () => {
      const subject = somebody();
      const making = keys.keyFor(subject);
      await keys.erase(subject);
      const { keyId } = await making;
      expect(await keys.keyById(keyId)).toBe('erased');
    });

    it('says its own id, the same however often it is opened', async () => {
      const id = await keys.record.id();
      expect(id).toMatch(/^[0-9a-f]{12}$/);
      await reopen();
      expect(await keys.record.id()).toBe(id);
    });

    it('keeps which log it belongs to, until it is told of another instead of that one', async () => {
      const [first, second, third] = [newLogId(), newLogId(), newLogId()];
      expect(await keys.record.log()).toBeUndefined();
      expect(await keys.record.recordLog(first, undefined)).toBe(first);
      expect(await keys.record.recordLog(first, undefined)).toBe(first);
      await reopen();
      expect(await keys.record.log()).toBe(first);
      // Who knew of none, or of another one, came too late.
      expect(await keys.record.recordLog(second, undefined)).toBe(first);
      expect(await keys.record.recordLog(second, third)).toBe(first);
      expect(await keys.record.recordLog(second, first)).toBe(second);
      expect(await keys.record.recordLog(second, first)).toBe(second);
      await reopen();
      expect(await keys.record.log()).toBe(second);
      // Where none is recorded it does not matter of which one somebody knew.
      const raced = await Promise.all([first, third].map((log) => keys.record.recordLog(log, second)));
      expect(new Set(raced).size).toBe(1);
      expect(await keys.record.log()).toBe(raced[0]);
    });

    it('erases what is erased, or was never there, without complaint', async () => {
      const subject = somebody();
      await keys.erase(subject);
      await keys.keyFor(subject);
      await keys.erase(subject);
      await keys.erase(subject);
    });

    it.each(['', 'x', 'x.1', '../keys', 'golden.1', `${'0'.repeat(12)}.1`])(
      'knows nothing of key "%s"',
      async (keyId) => {
        expect(await keys.keyById(keyId)).toBe('unknown');
      },
    );
  });
}

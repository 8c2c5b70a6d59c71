import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { boundedKey, MAX_KEY_TEXT_BYTES } from './bounded-key.js';

const DIGEST = /^sha256:[\w-]{43}$/;

describe('a text as part of a key', () => {
  it('is what it was as long as it is short, in bytes', () => {
    for (const text of ['', 'a'.repeat(MAX_KEY_TEXT_BYTES), 'ع'.repeat(MAX_KEY_TEXT_BYTES / 2)]) {
      expect(boundedKey(text)).toBe(text);
      expect(boundedKey(`${text}${'a'.repeat(MAX_KEY_TEXT_BYTES)}a`)).toMatch(DIGEST);
    }
    expect(boundedKey(`${'ع'.repeat(MAX_KEY_TEXT_BYTES / 2)}a`)).toMatch(DIGEST);
    expect(boundedKey('𠀀𠀀', 8)).toBe('𠀀𠀀');
    expect(boundedKey('𠀀𠀀a', 8)).toMatch(DIGEST);
  });

  it('stays different from every other, whatever it is', () => {
    const digest = boundedKey('a'.repeat(600));
    expect(boundedKey(digest)).not.toBe(digest);
    expect(boundedKey('\ud800')).not.toBe(boundedKey('\ud801'));
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
    );
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(boundedKey(a, 40) === boundedKey(b, 40)).toBe(a === b);
        expect(Buffer.byteLength(boundedKey(a, 60))).toBeLessThanOrEqual(60);
      }),
    );
  });
});

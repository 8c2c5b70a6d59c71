import { subjectOf } from '#use-cases/pseudonyms.js';
import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from './subject.js';

const secret = Buffer.alloc(32, 1);

describe('subjectOf', () => {
  it('names the same person the same way, for ever', () => {
    expect(subjectOf(secret, 'iqama:2000000003')).toBe('57167ebca5444c257d3cf5077b8e8b90');
  });

  it('tells people, and secrets, apart', () => {
    const names = [
      subjectOf(secret, 'iqama:2000000003'),
      subjectOf(secret, 'border:2000000003'),
      subjectOf(secret, 'iqama:2000000011'),
      subjectOf(Buffer.alloc(32, 2), 'iqama:2000000003'),
    ];
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each(['2000000003', 'iqama:200000000', 'iqama:٢٠٠٠٠٠٠٠٠٣', 'passport:2000000003'])(
    'refuses %s',
    (identity) => {
      expect(() => subjectOf(secret, identity as `iqama:${string}`)).toThrow(TypeError); // as a caller's bug would
    },
  );

  it('refuses a secret of 31 bytes', () => {
    expect(() => subjectOf(Buffer.alloc(31), 'iqama:2000000003')).toThrow(RangeError);
  });
});

describe('fingerprintOf', () => {
  it('is the same for the same request only, and not the subject', () => {
    expect(fingerprintOf(secret, 'a')).toBe(fingerprintOf(secret, 'a'));
    expect(fingerprintOf(secret, 'a')).not.toBe(fingerprintOf(secret, 'b'));
    expect(fingerprintOf(secret, 'iqama:2000000003')).not.toContain(subjectOf(secret, 'iqama:2000000003'));
  });
});

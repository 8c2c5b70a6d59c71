import { describe, expect, it } from '@jest/globals';
import { CONTROL, LATIN_NAME, READABLE, UNREADABLE } from './readable.js';

describe('a name in Latin letters', () => {
  it.each(['HASSAN', "O'Brien", 'O’Brien-García', 'St. John', 'Zoe\u0308', 'Đặng', 'Łukasz', 'İpek', 'a'])(
    'is %p',
    (name) => {
      expect(LATIN_NAME.test(name)).toBe(true);
    },
  );

  it.each([
    '',
    ' ',
    '-.',
    '\u0301',
    'حسن',
    'Ηassan',
    'Аmina',
    'A1',
    'A\u200Eb',
    'A\u00ADb',
    'A\nb',
    'A😀',
    'Ⅷ',
    'A<B',
    'A\u034Fb',
    'A\uFE0F',
  ])('is not %p', (name) => {
    expect(LATIN_NAME.test(name)).toBe(false);
  });
});

describe('a text that a person reads', () => {
  it.each(['SABB', 'مصرف الراجحي', 'Efada 020', 'Official gazette 5000, p. 3'])('is %p', (text) => {
    expect(READABLE.test(text)).toBe(true);
    expect(UNREADABLE.test(text)).toBe(false);
  });

  it.each(['a\u202Eb', 'a\u0000', 'a\u2028', 'a\u200B', 'a\uE000', 'a\ud800', 'a\u2066'])(
    'is not %p',
    (text) => {
      expect(READABLE.test(text)).toBe(false);
      expect(UNREADABLE.test(text)).toBe(true);
    },
  );

  it('has a letter; a name for programs has no control characters', () => {
    for (const text of ['', ' ', '020', '...']) expect(READABLE.test(text)).toBe(false);
    expect(['a\u0007', 'a\u0085', 'a\udc00'].every((text) => CONTROL.test(text))).toBe(true);
    expect(CONTROL.test('T-900142 \u200f')).toBe(false);
  });
});

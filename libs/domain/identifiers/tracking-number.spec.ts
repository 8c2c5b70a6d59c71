import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { makeTrackingNumber, parseTrackingNumber } from './tracking-number.js';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('a tracking number', () => {
  it('has three groups of four, and is the same for the same bytes', () => {
    fc.assert(
      fc.property(bytes, (bytes) => {
        const number = makeTrackingNumber(bytes);
        expect(number).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
        expect(makeTrackingNumber(bytes)).toBe(number);
      }),
    );
  });

  it('differs where the bytes do', () => {
    fc.assert(
      fc.property(
        bytes,
        fc.integer({ min: 10, max: 15 }),
        fc.integer({ min: 1, max: 255 }),
        (bytes, place, change) => {
          const other = bytes.map((byte, index) => (index === place ? byte ^ change : byte));
          expect(makeTrackingNumber(other)).not.toBe(makeTrackingNumber(bytes));
        },
      ),
    );
  });

  it('needs seven bytes', () => {
    expect(() => makeTrackingNumber(new Uint8Array(6))).toThrow(RangeError);
    expect(makeTrackingNumber(new Uint8Array(7))).toBe('0000-0000-0000');
  });

  it('is read as people type it', () => {
    fc.assert(
      fc.property(
        bytes,
        fc.constantFrom('I', 'i', 'L', 'l'),
        fc.constantFrom('O', 'o'),
        (bytes, one, zero) => {
          const number = makeTrackingNumber(bytes);
          const typed = ` ${number.toLowerCase().replaceAll('1', one).replaceAll('0', zero).replaceAll('-', ' ')}`;
          expect(parseTrackingNumber(typed)).toEqual({ ok: true, value: number });
        },
      ),
    );
  });

  it('with any one character mistyped is noticed', () => {
    fc.assert(
      fc.property(bytes, fc.nat(11), fc.integer({ min: 1, max: 31 }), (bytes, place, by) => {
        const typed = bare(bytes);
        typed[place] = ALPHABET.charAt((ALPHABET.indexOf(typed[place] ?? '') + by) % 32);
        expect(parseTrackingNumber(typed.join(''))).toMatchObject({ code: 'wrong-check-character' });
      }),
    );
  });

  it('with any two neighbours swapped is noticed', () => {
    fc.assert(
      fc.property(bytes, fc.nat(10), (bytes, place) => {
        const typed = bare(bytes);
        const [first = '', second = ''] = typed.slice(place, place + 2);
        fc.pre(first !== second);
        typed.splice(place, 2, second, first);
        expect(parseTrackingNumber(typed.join(''))).toMatchObject({ code: 'wrong-check-character' });
      }),
    );
  });

  it.each([
    ['', 'wrong-length'],
    ['0000-0000-000', 'wrong-length'],
    ['0000-0000-00000', 'wrong-length'],
    ['0000-0000-000U', 'wrong-characters'],
    ['0000-0000-000*', 'wrong-characters'],
  ])('is not read from %p', (text, code) => {
    expect(parseTrackingNumber(text)).toMatchObject({ ok: false, code });
  });
});

function bare(bytes: Uint8Array): string[] {
  return Array.from(makeTrackingNumber(bytes).replaceAll('-', ''));
}

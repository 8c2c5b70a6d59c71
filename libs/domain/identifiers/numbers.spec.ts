import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseBorderNumber } from './border.js';
import { hasLuhnCheckDigit } from './digits.js';
import { identityOf, identityText, parseIdentity } from './identity.js';
import { parseIqamaNumber } from './iqama.js';
import { parseSponsorNumber } from './sponsor.js';

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

/** Numbers that start so and end with the check digit. */
function withLuhn(prefix: string) {
  return digits(9 - prefix.length).map((middle) => {
    const head = prefix + middle;
    return head + Array.from('0123456789').find((digit) => hasLuhnCheckDigit(head + digit));
  });
}

describe('an iqama number', () => {
  it.each([['2000000006'], ['  200-000 0006 '], ['٢٠٠٠٠٠٠٠٠٦'], ['۲۰۰۰۰۰۰۰۰۶'], ['\u200F2000000006\u200E']])(
    'is read from %p',
    (text) => {
      expect(parseIqamaNumber(text)).toEqual({ ok: true, value: '2000000006' });
    },
  );

  it.each([
    ['', { code: 'wrong-length', params: { expected: 10, found: 0 } }],
    ['200000000', { code: 'wrong-length', params: { expected: 10, found: 9 } }],
    ['20000000060', { code: 'wrong-length', params: { expected: 10, found: 11 } }],
    ['1000000008', { code: 'wrong-prefix', params: { expected: '2' } }],
    ['2000000007', { code: 'wrong-check-digit' }],
    ['200000000A', { code: 'wrong-characters' }],
    ['2000000.06', { code: 'wrong-characters' }],
  ])('is not read from %p', (text, problem) => {
    expect(parseIqamaNumber(text)).toEqual({ ok: false, ...problem });
  });

  it('with any one digit mistyped is noticed', () => {
    fc.assert(
      fc.property(withLuhn('2'), fc.nat(9), fc.integer({ min: 1, max: 9 }), (number, place, by) => {
        const digit = (Number(number.charAt(place)) + by) % 10;
        const typed = number.slice(0, place) + digit + number.slice(place + 1);
        expect(parseIqamaNumber(number)).toEqual({ ok: true, value: number });
        expect(parseIqamaNumber(typed).ok).toBe(false);
      }),
    );
  });
});

describe('a border number', () => {
  it('has ten digits and no check digit', () => {
    fc.assert(
      fc.property(digits(9), (rest) => {
        expect(parseBorderNumber(`3${rest}`)).toEqual({ ok: true, value: `3${rest}` });
      }),
    );
  });

  it.each(['0', '1', '2', '7'])('does not start with %s, which is another kind of number', (first) => {
    expect(parseBorderNumber(`${first}123456789`)).toMatchObject({ code: 'wrong-prefix' });
  });

  it('may start with other digits, as far as is known', () => {
    expect(parseBorderNumber('4123456789').ok).toBe(true);
  });
});

describe("a sponsor's number", () => {
  it("is an establishment's, without a check digit", () => {
    fc.assert(
      fc.property(digits(9), (rest) => {
        expect(parseSponsorNumber(`7${rest}`)).toEqual({ ok: true, value: `7${rest}` });
      }),
    );
  });

  it("or a person's, with one", () => {
    fc.assert(
      fc.property(fc.oneof(withLuhn('1'), withLuhn('2')), (number) => {
        const last = (Number(number.at(-1)) + 1) % 10;
        expect(parseSponsorNumber(number)).toEqual({ ok: true, value: number });
        expect(parseSponsorNumber(number.slice(0, 9) + last)).toMatchObject({ code: 'wrong-check-digit' });
      }),
    );
  });

  it('and nothing else', () => {
    expect(parseSponsorNumber('3123456789')).toMatchObject({ code: 'wrong-prefix' });
  });
});

describe('an identity', () => {
  it('goes to text and back', () => {
    const numbers = fc.oneof(
      withLuhn('2').map((number) => `iqama:${number}`),
      digits(9).map((rest) => `border:3${rest}`),
    );
    fc.assert(
      fc.property(numbers, (text) => {
        const identity = parseIdentity(text);
        expect(identity.ok && identityText(identity.value)).toBe(text);
      }),
    );
  });

  it.each([
    ['2000000006', 'unknown-kind'],
    ['passport:2000000006', 'unknown-kind'],
    ['iqama:2000000006:x', 'unknown-kind'],
    ['iqama:3123456789', 'wrong-prefix'],
    ['border:12', 'wrong-length'],
  ])('is not read from %p', (text, code) => {
    expect(parseIdentity(text)).toMatchObject({ ok: false, code });
  });

  it('is who applies', () => {
    expect(identityOf({ kind: 'renewal', iqamaNumber: '2000000006' })).toMatchObject({
      value: { kind: 'iqama' },
    });
    expect(identityOf({ kind: 'first-issue', borderNumber: '3123456789' })).toMatchObject({
      value: { kind: 'border' },
    });
  });
});

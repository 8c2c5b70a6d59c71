import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseBorderNumber } from './border.js';
import { hasLuhnCheckDigit } from './digits.js';
import { identityText, parseIdentity } from './identity.js';
import { parseIqamaNumber } from './iqama.js';
import { parseMrz } from './mrz.js';
import { spelled, spelledLower, spelledSolid } from './spelling.js';
import { parseSponsorNumber } from './sponsor.js';
import { asTyped, solidAsTyped } from './testing/as-typed.js';
import { makeTrackingNumber, parseTrackingNumber } from './tracking-number.js';
import type { Day } from '../kernel/brand.js';

const anything = fc.string({ unit: 'binary' });
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const iqama = digits(8).map((middle) => {
  const head = `2${middle}`;
  return head + Array.from('0123456789').find((digit) => hasLuhnCheckDigit(head + digit));
});

/** A canonical text and one of its spellings. */
const pair = (canonical: fc.Arbitrary<string>, spellings: (text: string) => fc.Arbitrary<string>) =>
  canonical.chain((text) => spellings(text).map((typed) => [text, typed] as const));

describe('the one spelling of what people type', () => {
  it('is its own', () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const spelling of [spelled, spelledSolid, spelledLower])
          expect(spelling(spelling(text))).toBe(spelling(text));
      }),
    );
  });

  it('leaves what is canonical as it is', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9A-Z<]{0,60}$/),
        fc.stringMatching(/^[0-9A-Z-]{0,40}$/),
        (solid, code) => {
          expect([spelledSolid(solid), spelled(solid), spelled(code)]).toEqual([solid, solid, code]);
        },
      ),
    );
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), fc.uuid(), (date, id) => {
        expect([spelled(date.toISOString()), spelledLower(id)]).toEqual([date.toISOString(), id]);
      }),
    );
  });

  it('takes no other letter or digit for one of ours', () => {
    for (const text of ['ſ', 'ı', 'ß', 'ﬁ', '²', '①', '१', 'А', 'é']) expect(spelled(text)).toBe(text);
  });

  it('is the same for every way of typing a number, a code or a date', () => {
    fc.assert(
      fc.property(pair(fc.stringMatching(/^[0-9A-Z]{1,20}$/), solidAsTyped), ([code, typed]) => {
        expect(spelledSolid(typed)).toBe(code);
      }),
    );
    const hyphenated = fc.oneof(
      fc.stringMatching(/^[0-9A-Z]{1,8}(-[0-9A-Z]{1,8}){0,3}$/),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(pair(hyphenated, asTyped), ([code, typed]) => {
        expect(spelled(typed)).toBe(code);
      }),
    );
  });

  it('is how every number is read', () => {
    fc.assert(
      fc.property(pair(iqama, solidAsTyped), ([number, typed]) => {
        expect(parseIqamaNumber(typed)).toEqual({ ok: true, value: number });
        expect(parseSponsorNumber(typed)).toEqual({ ok: true, value: number });
        const identity = parseIdentity(`IQAMA:${typed}`);
        expect(identity.ok && identityText(identity.value)).toBe(`iqama:${number}`);
      }),
    );
    const border = digits(9).map((rest) => `3${rest}`);
    fc.assert(
      fc.property(pair(border, solidAsTyped), ([number, typed]) => {
        expect(parseBorderNumber(typed)).toEqual({ ok: true, value: number });
      }),
    );
    const tracking = fc.uint8Array({ minLength: 7, maxLength: 16 }).map(makeTrackingNumber);
    fc.assert(
      fc.property(pair(tracking, solidAsTyped), ([number, typed]) => {
        expect(parseTrackingNumber(typed)).toEqual({ ok: true, value: number });
      }),
    );
  });

  it('is how the lines of a passport are read', () => {
    const upper = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';
    const lower = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10';
    const today = '2026-03-01' as Day;
    const read = parseMrz([upper, lower], today);
    expect(read.ok).toBe(true);
    fc.assert(
      fc.property(solidAsTyped(upper), solidAsTyped(lower), (first, second) => {
        expect(parseMrz([first, second], today)).toEqual(read);
      }),
      { numRuns: 30 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { solidAsTyped } from './testing/as-typed.js';
import { NATIONALITY_CODES } from './nationality-codes.js';
import {
  parseNationality,
  parseResidentNationality,
  sameNationality,
  sameNationalityGroup,
} from './nationality.js';

const ALL = Object.values(NATIONALITY_CODES).flat();
const code = fc.constantFrom(...ALL, 'D', 'D<<');

describe('the list of nationalities', () => {
  it('is whole: ISO 3166-1, the parts of Doc 9303-3 section 5, and two in use', () => {
    const rows = Object.entries(NATIONALITY_CODES).map(([part, codes]) => [part, codes.length]);
    expect(Object.fromEntries(rows)).toEqual({
      states: 249,
      'other-nationalities': 6,
      organisations: 15,
      'no-nationality': 4,
      former: 2,
      specimen: 1,
      'in-use': 2,
    });
  });

  it('has each code once, of three letters', () => {
    expect(new Set(ALL).size).toBe(279);
    expect(ALL.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
  });
});

describe('a nationality', () => {
  it.each(['IND', 'GBD', 'GBN', 'GBO', 'GBP', 'GBS', 'RKS', 'XKX', 'ROM', 'ROU', 'UNO', 'XXA', 'UTO'])(
    '%s keeps the code of the passport',
    (code) => {
      expect(parseResidentNationality(code)).toEqual({ ok: true, value: code });
    },
  );

  it.each(['D', 'D<<', 'DEU', 'd'])('of Germany is one, written %s', (text) => {
    expect(parseNationality(text)).toEqual({ ok: true, value: 'DEU' });
  });

  it.each(['ZZQ', 'IAO', 'DE', 'DDD', 'IN', '', '<<<', 'I<D', '0ND'])('%s is none', (text) => {
    expect(parseNationality(text)).toEqual({ ok: false, code: 'nationality-unknown' });
  });

  it('of the kingdom is no resident’s', () => {
    expect(parseNationality('SAU').ok).toBe(true);
    expect(parseResidentNationality('sau')).toEqual({ ok: false, code: 'nationality-citizen' });
  });

  it('is read as people type it', () => {
    fc.assert(
      fc.property(solidAsTyped('IND'), (text) => {
        expect(parseNationality(text)).toEqual({ ok: true, value: 'IND' });
      }),
    );
  });
});

describe('two nationalities', () => {
  it.each([
    ['D', 'DEU'],
    ['D<<', 'D'],
    ['RKS', 'XKX'],
    ['ROM', 'ROU'],
  ])('%s and %s are the same', (one, other) => {
    expect(sameNationality(one, other)).toBe(true);
  });

  it.each([
    ['GBR', 'GBD'],
    ['GBN', 'GBO'],
    ['GBP', 'GBS'],
  ])('%s and %s are of one group, and not the same', (one, other) => {
    expect([sameNationality(one, other), sameNationalityGroup(one, other)]).toEqual([false, true]);
  });

  it('are the same or not whichever is named first, and each is its own', () => {
    fc.assert(
      fc.property(code, code, (one, other) => {
        expect(sameNationality(one, other)).toBe(sameNationality(other, one));
        expect(sameNationalityGroup(one, other)).toBe(sameNationalityGroup(other, one));
        expect(sameNationality(one, other) && !sameNationalityGroup(one, other)).toBe(false);
        expect(sameNationality(one, one)).toBe(true);
      }),
    );
  });

  it('of different states are in no group', () => {
    const read = (code: string) => {
      const nationality = parseNationality(code);
      return nationality.ok ? nationality.value : code;
    };
    const related = ALL.flatMap((one) =>
      ALL.filter((other) => one < other && sameNationalityGroup(read(one), other)),
    );
    // Fifteen pairs of the six British ones, Kosovo, Romania.
    expect(related).toHaveLength(17);
  });
});

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, parseDay } from '../calendar/day.js';
import type { Day } from '../kernel/brand.js';
import { mrzDifferences } from './mrz-agreement.js';
import { type Mrz, mrzCheckDigit, parseMrz } from './mrz.js';
import { writeMrz } from './write-mrz.js';
import type { PassportDetails } from '../application/case-terms.js';

/** The specimen of ICAO Doc 9303. */
const UPPER = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';
const LOWER = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10';
const TODAY = day('2026-03-01');

describe('the public specimen', () => {
  it('is read', () => {
    expect(parseMrz([UPPER, LOWER], TODAY)).toEqual({
      ok: true,
      value: {
        issuingState: 'UTO',
        surname: 'ERIKSSON',
        givenNames: 'ANNA MARIA',
        namesCutOff: false,
        number: 'L898902C3',
        nationality: 'UTO',
        birthDate: '1974-08-12',
        birthDigits: '740812',
        sex: 'F',
        expiry: '2012-04-15',
        personalNumber: 'ZE184226B',
      },
    });
  });

  it('is read in lower case and with blanks', () => {
    expect(parseMrz([` ${UPPER.toLowerCase()}`, LOWER.replace('UTO', ' uto ')], TODAY).ok).toBe(true);
  });

  it.each([
    ['document-number', 9],
    ['birth-date', 19],
    ['expiry', 27],
    ['personal-number', 42],
    ['composite', 43],
  ])('with the check digit of %s altered is told so', (check, place) => {
    expect(parseMrz([UPPER, altered(LOWER, place)], TODAY)).toEqual({
      ok: false,
      code: 'wrong-check-digit',
      params: { check },
    });
  });

  it.each([
    ['document-number', 0],
    ['birth-date', 14],
    ['expiry', 22],
    ['personal-number', 30],
  ])('with the %s misread is told so', (check, place) => {
    expect(parseMrz([UPPER, altered(LOWER, place)], TODAY)).toMatchObject({
      code: 'wrong-check-digit',
      params: { check },
    });
  });

  it.each<[string, [string, string], object]>([
    [
      'a short first line',
      [UPPER.slice(1), LOWER],
      { code: 'wrong-length', params: { line: 1, expected: 44, found: 43 } },
    ],
    [
      'a long second line',
      [UPPER, `${LOWER}<`],
      { code: 'wrong-length', params: { line: 2, expected: 44, found: 45 } },
    ],
    [
      'other characters',
      [UPPER.replace('ANNA', 'ÄNNA'), LOWER],
      { code: 'wrong-characters', params: { line: 1 } },
    ],
    ['another document', [`V${UPPER.slice(1)}`, LOWER], { code: 'not-a-passport' }],
    ['another sex', [UPPER, LOWER.replace('2F1', '2Q1')], { code: 'wrong-sex' }],
    [
      'a name with a digit',
      [UPPER.replace('ANNA', 'ANN4'), LOWER],
      { code: 'wrong-characters', params: { line: 1 } },
    ],
    ['a document code with a digit', [`P1${UPPER.slice(2)}`, LOWER], { code: 'not-a-passport' }],
    ['no name', [`P<UTO${'<'.repeat(39)}`, LOWER], { code: 'name-missing' }],
    [
      'a 13th month',
      [UPPER, withDates('741312', '120415')],
      { code: 'wrong-date', params: { field: 'birth-date' } },
    ],
    [
      'a 31st of April',
      [UPPER, withDates('740812', '120431')],
      { code: 'wrong-date', params: { field: 'expiry' } },
    ],
  ])('with %s is not read', (_, lines, problem) => {
    expect(parseMrz(lines, TODAY)).toEqual({ ok: false, ...problem });
  });
});

describe('lines as passports have them', () => {
  const upper = (names: string, start = 'P<IND') => (start + names).padEnd(44, '<');

  it.each([
    ['a surname alone', upper('SUKARNO', 'P<IDN'), { surname: 'SUKARNO', givenNames: '' }],
    ['given names alone', upper('<<ABCDEF<GHI'), { surname: '', givenNames: 'ABCDEF GHI' }],
    ['one name', upper('<<RAHUL'), { surname: '', givenNames: 'RAHUL' }],
    ['a third filler between', upper('NAIR<<<RAHUL'), { surname: 'NAIR', givenNames: 'RAHUL' }],
    ['a gap within the given names', upper('NAIR<<RAHUL<<KUMAR'), { givenNames: 'RAHUL KUMAR' }],
    [
      'a document code of two letters',
      upper('NAIR<<RAHUL', 'PPIND'),
      { issuingState: 'IND', surname: 'NAIR' },
    ],
    ['a diplomat’s document code', upper('NAIR<<RAHUL', 'PDIND'), { issuingState: 'IND', surname: 'NAIR' }],
    ['a state of one letter', upper('MUELLER<<ANNA', 'P<D<<'), { issuingState: 'DEU', surname: 'MUELLER' }],
    [
      'names that were cut off',
      'P<UTOBENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI',
      { surname: 'BENNELONG WOOLOOMOOLOO WARRANDYTE W', givenNames: 'DI', namesCutOff: true },
    ],
  ])('with %s', (_, upper, found) => {
    expect(parseMrz([upper, LOWER], TODAY)).toMatchObject({ ok: true, value: found });
  });

  it.each([
    ['0', '0'],
    ['<', '<'],
  ])('without a personal number, its check digit %s', (digit) => {
    expect(parseMrz([UPPER, lowerWith({ personal: `${'<'.repeat(14)}${digit}` })], TODAY)).toMatchObject({
      value: { personalNumber: undefined },
    });
  });

  it.each([
    ['74<<<<', ['1974-01-01', '1974-08-12'], ['1973-08-12']],
    ['7408<<', ['1974-08-01'], ['1974-09-01']],
    ['<<<<<<', ['1974-08-12', '2001-01-01'], []],
  ])('with a birth date %s: what is known has to agree', (born, agreeing, differing) => {
    const mrz = parseMrz([UPPER, lowerWith({ born })], TODAY);
    expect(mrz).toMatchObject({ value: { birthDate: undefined } });
    const passport = details({ givenNames: 'ANNA MARIA', expiry: day('2012-04-15') });
    const found = (birthDate: string) =>
      mrz.ok ? mrzDifferences(mrz.value, { ...passport, birthDate: day(birthDate) }) : [mrz.code];
    expect(agreeing.map(found)).toEqual(agreeing.map(() => []));
    expect(differing.map(found)).toEqual(differing.map(() => ['birthDate']));
  });

  it('with the filler for the check digit of a birth date that is not known', () => {
    expect(parseMrz([UPPER, lowerWith({ born: '<<<<<<', bornCheck: '<' })], TODAY).ok).toBe(true);
    expect(parseMrz([UPPER, lowerWith({ born: '7408<<', bornCheck: '<' })], TODAY)).toMatchObject({
      code: 'wrong-check-digit',
    });
  });

  it('but not with a birth date that cannot be completed', () => {
    expect(parseMrz([UPPER, lowerWith({ born: '7413<<' })], TODAY)).toMatchObject({ code: 'wrong-date' });
    expect(parseMrz([UPPER, lowerWith({ born: '7<0812' })], TODAY)).toMatchObject({ code: 'wrong-date' });
  });
});

describe('the century', () => {
  it.each([
    ['260301', '2026-03-01'],
    ['260302', '1926-03-02'],
  ])('of a birth date %s is the last one that is not in the future: %s', (yymmdd, birthDate) => {
    expect(parseMrz([UPPER, withDates(yymmdd, '300101')], TODAY)).toMatchObject({ value: { birthDate } });
  });

  it.each([
    ['760101', '2076-01-01'],
    ['770101', '1977-01-01'],
    ['991231', '1999-12-31'],
  ])('of an expiry %s is the nearest: %s', (yymmdd, expiry) => {
    expect(parseMrz([UPPER, withDates('740812', yymmdd)], TODAY)).toMatchObject({ value: { expiry } });
  });

  it('of an expiry may be the next', () => {
    expect(parseMrz([UPPER, withDates('740812', '050101')], day('2096-01-01'))).toMatchObject({
      value: { expiry: '2105-01-01' },
    });
  });
});

describe('lines that were written', () => {
  const name = fc.stringMatching(/^[A-Z]{1,10}( [A-Z]{1,8})?$/);
  const passport: fc.Arbitrary<PassportDetails> = fc.record({
    number: fc.stringMatching(/^[A-Z0-9]{6,9}$/),
    nationality: fc.constantFrom('UTO', 'IND', 'PHL', 'DEU', 'GBN', 'XKX'),
    surname: name,
    givenNames: name,
    birthDate: fc.integer({ min: 1, max: 36_000 }).map((days) => addDays(TODAY, -days)),
    sex: fc.constantFrom('F', 'M', 'X'),
    expiry: fc.integer({ min: -3_000, max: 3_650 }).map((days) => addDays(TODAY, days)),
  });

  it('are read back', () => {
    fc.assert(
      fc.property(passport, (passport) => {
        const mrz = parseMrz(writeMrz(passport), TODAY);
        expect(mrz).toMatchObject({ ok: true, value: passport });
        expect(mrz.ok && mrzDifferences(mrz.value, passport)).toEqual([]);
      }),
    );
  });

  it('agree with names as people write them', () => {
    const passport = details({ surname: "O'Brien-García", givenNames: 'Zoë Þóra' });
    expect(
      mrzDifferences(read({ ...passport, surname: 'OBRIEN GARCIA', givenNames: 'ZOE THORA' }), passport),
    ).toEqual([]);
  });

  it('agree with a long name that was cut off', () => {
    const passport = details({
      surname: 'VENKATANARASIMHARAJUVARIPETA',
      givenNames: 'SUBRAMANIAN VENKATESWARAN',
    });
    expect(mrzDifferences(read(passport), passport)).toEqual([]);
    expect(mrzDifferences(read(passport), { ...passport, givenNames: 'ANNA' })).toEqual(['givenNames']);
  });

  it.each([
    ['DEU', 'D'],
    ['D', 'DEU'],
    ['XKX', 'RKS'],
    ['ROM', 'ROU'],
  ])('agree where they have %s and the details %s', (nationality, entered) => {
    expect(mrzDifferences(read(details({ nationality })), details({ nationality: entered }))).toEqual([]);
  });

  it('name every field that differs', () => {
    const other = details({
      number: 'X1',
      nationality: 'IND',
      surname: 'B',
      givenNames: 'C',
      sex: 'M',
      birthDate: day('1991-01-01'),
      expiry: day('2031-01-01'),
    });
    expect([...mrzDifferences(read(details({})), other)].sort()).toEqual([
      'birthDate',
      'expiry',
      'givenNames',
      'nationality',
      'number',
      'sex',
      'surname',
    ]);
  });
});

describe('the check digit', () => {
  it.each([
    ['520727', '3'],
    ['AB2134<<<', '5'],
    ['<<<', '0'],
  ])('of %s is %s', (characters, digit) => {
    expect(mrzCheckDigit(characters)).toBe(digit);
  });
});

function details(passport: Partial<PassportDetails>): PassportDetails {
  return {
    number: 'L898902C3',
    nationality: 'UTO',
    surname: 'ERIKSSON',
    givenNames: 'ANNA',
    birthDate: day('1990-01-01'),
    sex: 'F',
    expiry: day('2030-01-01'),
    ...passport,
  };
}

function read(passport: PassportDetails): Mrz {
  const mrz = parseMrz(writeMrz(passport), TODAY);
  if (!mrz.ok) throw new Error(mrz.code);
  return mrz.value;
}

function altered(line: string, place: number): string {
  const digit = (Number.parseInt(line.charAt(place), 36) + 1) % 10;
  return line.slice(0, place) + digit + line.slice(place + 1);
}

function withDates(birth: string, expiry: string): string {
  return lowerWith({ born: birth, expiry });
}

/** The specimen's second line with other fields, and the check digits they need. */
function lowerWith({
  born = '740812',
  bornCheck = mrzCheckDigit(born),
  expiry = '120415',
  personal = 'ZE184226B<<<<<1',
}): string {
  const number = 'L898902C36';
  const dates = [`${born}${bornCheck}`, expiry + mrzCheckDigit(expiry)] as const;
  const composite = mrzCheckDigit(number + dates.join('') + personal);
  return `${number}UTO${dates.join('F')}${personal}${composite}`;
}

function day(text: string): Day {
  const read = parseDay(text);
  if (read === undefined) throw new Error(`not a day: ${text}`);
  return read;
}

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mrzName, type Names, namesDiffering, parseNames, sameNames } from './names.js';
import { TRANSLITERATIONS } from './transliterations.js';

const LETTERS = Array.from('ABCDEFGHIJKLMNOPRSTUVWXYZ');
const NATIONAL = [...TRANSLITERATIONS.keys()];
const SEPARATORS = [' ', '-', "'", '’', '. ', ', '];

/** A letter as it is entered, and one of the ways it may be written. */
const letter = fc.oneof(
  fc.constantFrom(...LETTERS).map((plain) => [plain, plain] as const),
  fc
    .constantFrom(...TRANSLITERATIONS)
    .chain(([national, latin]) =>
      fc.tuple(
        fc.constantFrom(national, national.toLowerCase(), national.normalize('NFD')),
        fc.constantFrom(...latin),
      ),
    ),
);

/** A part of a name, and a transliteration of it. */
const part = fc
  .array(fc.tuple(letter, fc.constantFrom('', '', '', ...SEPARATORS)), { minLength: 1, maxLength: 20 })
  .map((letters) => ({
    entered: letters
      .map(([[entered], separator], place) => (place === 0 ? '' : separator) + entered)
      .join(''),
    written: letters.map(([[, written]]) => written).join(''),
  }));

const names = (
  of: 'entered' | 'written',
  surname: { entered: string; written: string },
  given: typeof surname,
) => ({
  surname: surname[of],
  givenNames: given[of],
});
const lone = (name: string): [Names, Names] => [
  { surname: name, givenNames: '' },
  { surname: '', givenNames: name },
];
const same = (one: string, other: string, options?: { cutOff?: boolean }) =>
  sameNames({ surname: one, givenNames: 'ANNA' }, { surname: other, givenNames: 'ANNA' }, options);

describe('the transliterations', () => {
  it('are the whole table of Doc 9303-3, section 6.A', () => {
    expect(TRANSLITERATIONS.size).toBe(95);
    const codes = NATIONAL.map((letter) => letter.codePointAt(0) ?? 0);
    const within = (from: number, to: number) => codes.filter((code) => code >= from && code <= to).length;
    // À to Þ without ×; Ā to Ň; Ŋ to Ž; ẞ.
    expect([within(0xc0, 0xde), within(0x100, 0x147), within(0x14a, 0x17d), within(0x1e9e, 0x1e9e)]).toEqual([
      30, 37, 27, 1,
    ]);
  });

  it('are one to three Latin letters', () => {
    expect([...TRANSLITERATIONS.values()].flat().filter((latin) => !/^[A-Z]{1,3}$/.test(latin))).toEqual([]);
  });

  it.each([
    ['Müller', ['MUELLER', 'MUXXLLER', 'MULLER']],
    ['Børge', ['BOERGE', 'BORGE']],
    ['Sæther', ['SAETHER']],
    ['Þóra', ['THORA']],
    ['Łukasz', ['LUKASZ']],
    ['Muñoz', ['MUNOZ', 'MUNXXOZ']],
    ['Jäger', ['JAEGER', 'JAGER']],
    ['Groß', ['GROSS']],
    ['GROẞ', ['GROSS']],
    ['İpekçi', ['IPEKCI']],
    ['Işık', ['ISIK']],
    ['Đặng', ['DANG']],
    ['Œuvré', ['OEUVRE']],
    ['Åse', ['AASE', 'ASE']],
    ['Ștefan', ['STEFAN']],
    ['Ǖl', ['UEL', 'UXXL', 'UL']],
    ["O'Brien-García", ['OBRIEN GARCIA', 'OBRIEN<GARCIA', 'O BRIEN, GARCIA']],
  ])('%s agrees with each of %j', (name, written) => {
    expect(written.filter((latin) => !same(name, latin) || !same(latin, name))).toEqual([]);
  });

  it.each([
    ['MULLER', 'MUELLER'],
    ['SAETHER', 'SATHER'],
    ['Æ', 'A'],
    // A is Cyrillic, I is Greek: they look the same, and are no letters of a Latin name.
    ['ANNА', 'ANNA'],
    ['ANNА', 'ANN'],
    ['ΙPEK', 'IPEK'],
    ['Иван', 'ИваН Ъ'],
    ['محمد', ''],
    ['محمد', 'MOHAMMED'],
    ['й', 'и'],
    ['ƏLİYEV', 'LIYEV'],
    ['ANNA2', 'ANNA'],
  ])('%s is not %s', (one, other) => {
    expect([same(one, other), same(other, one)]).toEqual([false, false]);
  });
});

describe('two names', () => {
  it('agree when one is a transliteration of the other, in either order, and with themselves', () => {
    fc.assert(
      fc.property(part, part, (surname, given) => {
        const [entered, written] = [names('entered', surname, given), names('written', surname, given)];
        expect(sameNames(entered, written)).toBe(true);
        expect(sameNames(written, entered)).toBe(true);
        expect(sameNames(entered, entered)).toBe(true);
      }),
    );
  });

  it('agree or not, whichever is named first', () => {
    // Few letters, so that many do agree.
    const some = fc.stringMatching(/^[AEUOÄÜØÅÆX -]{0,4}$/u);
    const pair = fc.record({ surname: some, givenNames: some });
    fc.assert(
      fc.property(pair, pair, (one, other) => {
        expect(sameNames(one, other)).toBe(sameNames(other, one));
        expect(namesDiffering(one, other).length === 0).toBe(sameNames(one, other));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never agree when they differ in a letter, of any script', () => {
    const strange = fc.constantFrom('Q', 'А', 'Ъ', 'Ω', 'م', '陳', 'Ə');
    fc.assert(
      fc.property(part, part, fc.nat(), strange, fc.boolean(), (surname, given, at, other, instead) => {
        const place = at % surname.written.length;
        const changed =
          surname.written.slice(0, place) + other + surname.written.slice(instead ? place + 1 : place);
        const names = { surname: changed, givenNames: given.written };
        expect(sameNames({ surname: surname.entered, givenNames: given.entered }, names)).toBe(false);
      }),
    );
  });

  it('in one part agree whichever part it is', () => {
    const [inSurname, inGivenNames] = lone('ABCDEF GHI');
    expect(sameNames(inSurname, inGivenNames)).toBe(true);
    expect(sameNames(inGivenNames, inSurname)).toBe(true);
    expect(sameNames(inSurname, { surname: 'ABCDEF', givenNames: 'GHI' })).toBe(false);
    expect(sameNames(inGivenNames, { surname: '', givenNames: 'ABCDEF' })).toBe(false);
    expect(
      sameNames({ surname: 'ANNA', givenNames: 'MARIA' }, { surname: 'MARIA', givenNames: 'ANNA' }),
    ).toBe(false);
  });

  it('are compared in little time, however many spellings they have', () => {
    const [one, other] = ['Ü'.repeat(99), 'Ü'.repeat(100)];
    expect(same(`${one}Q`, other)).toBe(false);
    expect(same(`${one}Ü`, other)).toBe(true);
  });

  it.each([
    ['surname', { surname: 'LI' }],
    ['givenNames', { givenNames: 'ANN' }],
  ])('that differ are told apart by their %s', (part, change) => {
    const name = { surname: 'LEE', givenNames: 'ANNA' };
    expect(namesDiffering(name, { ...name, ...change })).toEqual([part]);
  });
});

describe('a name that was cut off', () => {
  it.each([
    ['all of it', 'NILAVADHANANANDA', 'NILAVADHANANANDA'],
    ['its beginning', 'VENKATANARASIM', 'Venkatanarasimharaju'],
    [
      'the beginning of each component',
      'BENNELONG WOOLOOMOOLOO WARRANDYTE W',
      'Bennelong Wooloomooloo Warrandyte Warnambool',
    ],
    ['the first components', 'CHAYAPA DEJ', 'Chayapa Dejthamrong Krasuang'],
    ['initials', 'C D K', 'Chayapa Dejthamrong Krasuang'],
    ['the beginning of a transliteration', 'JAEGE', 'Jägerström'],
  ])('agrees by %s', (_, read, entered) => {
    expect(same(read, entered, { cutOff: true })).toBe(true);
  });

  it.each([
    ['what it does not begin', 'NAR', 'Venkatanarasimha'],
    ['less than itself', 'VENKATA', 'Venkat'],
    ['other components', 'C X', 'Chayapa Dejthamrong'],
    ['fewer components', 'C D', 'Chayapa'],
  ])('does not agree with %s', (_, read, entered) => {
    expect(same(read, entered, { cutOff: true })).toBe(false);
  });

  it('may have had no room for given names, but not for a surname', () => {
    const whole = { surname: 'WOOLOOMOOLOO', givenNames: 'ANNA' };
    expect(sameNames({ surname: 'WOOLOOM', givenNames: '' }, whole, { cutOff: true })).toBe(true);
    expect(sameNames({ surname: 'WOOLOOM', givenNames: '' }, whole)).toBe(false);
    expect(sameNames({ surname: '', givenNames: 'AN' }, whole, { cutOff: true })).toBe(false);
  });
});

describe('a name', () => {
  it('may lack either part, not both', () => {
    const [inSurname, inGivenNames] = lone('SUKARNO');
    expect([parseNames(inSurname).ok, parseNames(inGivenNames).ok]).toEqual([true, true]);
    expect(parseNames({ surname: '', givenNames: '' })).toEqual({ ok: false, code: 'name-missing' });
  });

  it.each([
    ['Müller-Lüdenscheidt', 'MUELLER<LUEDENSCHEIDT'],
    ["D'Artagnan", 'DARTAGNAN'],
    ['Anna, Maria', 'ANNA<MARIA'],
    ['St. John', 'ST<JOHN'],
    ['', ''],
  ])('%s is written %s', (name, written) => {
    expect(mrzName(name)).toBe(written);
  });
});

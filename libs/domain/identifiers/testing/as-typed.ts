import * as fc from 'fast-check';

const ZEROS = [0x30, 0x0660, 0x06f0, 0xff10] as const;
const MARKS = [
  '',
  ' ',
  '\u00A0',
  '\u3000',
  '\u200F',
  '\u200E',
  '\u2066',
  '\u2069',
  '\u061C',
  '\u00AD',
] as const;
const MORE_MARKS = ['\uFEFF', '\u0640', '\uFE0F', '\u200B', '\t', '\u202B', '\u{E0001}', '\u0600'] as const;
const DASHES = ['-', '\u2010', '\u2011', '\u2013', '\u2014', '\u2212', '\uFE63', '\uFF0D', '\u301C'] as const;

const mark = fc.constantFrom(...MARKS, ...MORE_MARKS);
const dash = fc.constantFrom(...DASHES);

/** The spellings of a number or code in which dashes only separate: any digits, case, marks, spaces and dashes. */
export function solidAsTyped(canonical: string): fc.Arbitrary<string> {
  return asTypedWith(canonical, fc.oneof(mark, dash));
}

/** The spellings of a date, or of a code whose dashes belong to it. */
export function asTyped(canonical: string): fc.Arbitrary<string> {
  return asTypedWith(canonical, mark);
}

function asTypedWith(canonical: string, between: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const pieces = Array.from(canonical, (character) => fc.tuple(between, typed(character)));
  return fc
    .tuple(fc.tuple(...pieces), between)
    .map(([characters, after]) => characters.flat().join('') + after);
}

function typed(character: string): fc.Arbitrary<string> {
  if (/\d/.test(character)) {
    return fc.constantFrom(...ZEROS).map((zero) => String.fromCharCode(zero + Number(character)));
  }
  if (character === '-') return dash;
  const wide = String.fromCharCode(character.charCodeAt(0) - 0x21 + 0xff01);
  return fc.constantFrom(character, character.toLowerCase(), wide);
}

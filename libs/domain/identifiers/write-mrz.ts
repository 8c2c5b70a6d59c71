import { mrzCheckDigit, yymmdd } from './mrz.js';
import { mrzName } from './names.js';
import type { PassportDetails } from '../application/case-terms.js';

/**
 * The two TD3 lines of a passport issued by the holder's state, without a personal number. Names in Latin letters;
 * what does not fit is cut off. For sample cases and tests: real lines are read from a passport.
 */
export function writeMrz(passport: Omit<PassportDetails, 'mrz'>): readonly [string, string] {
  const names = `${mrzName(passport.surname)}<<${mrzName(passport.givenNames)}`;
  const nationality = passport.nationality === 'DEU' ? 'D<<' : passport.nationality.padEnd(3, '<');
  const number = checked(passport.number.padEnd(9, '<'));
  const birth = checked(yymmdd(passport.birthDate));
  const expiry = checked(yymmdd(passport.expiry));
  const personal = checked('<'.repeat(14));
  const composite = mrzCheckDigit(number + birth + expiry + personal);
  const sex = passport.sex === 'X' ? '<' : passport.sex;
  return [
    `P<${nationality}${names}`.padEnd(44, '<').slice(0, 44),
    `${number}${nationality}${birth}${sex}${expiry}${personal}${composite}`,
  ];
}

function checked(characters: string): string {
  return characters + mrzCheckDigit(characters);
}

import { type Mrz, yymmdd } from './mrz.js';
import { namesDiffering } from './names.js';
import { sameNationality } from './nationality.js';
import type { PassportDetails } from '../application/case-terms.js';

export type MrzField = 'number' | 'nationality' | 'surname' | 'givenNames' | 'birthDate' | 'sex' | 'expiry';

/** Fields in which the lines say something else than the details entered; empty when they agree. */
export function mrzDifferences(mrz: Mrz, details: PassportDetails): readonly MrzField[] {
  const agreeing = {
    number: sameNumber(mrz.number, details.number),
    nationality: sameNationality(mrz.nationality, details.nationality),
    birthDate: sameBirthDate(mrz, details.birthDate),
    sex: mrz.sex === details.sex,
    expiry: mrz.expiry === details.expiry,
  };
  const fields = ['number', 'nationality', 'birthDate', 'sex', 'expiry'] as const;
  return [
    ...fields.filter((field) => !agreeing[field]),
    ...namesDiffering(mrz, details, { cutOff: mrz.namesCutOff }),
  ];
}

/** Of a date that the lines know in part, that part. */
function sameBirthDate({ birthDate, birthDigits }: Mrz, entered: string): boolean {
  if (birthDate !== undefined) return birthDate === entered;
  const digits = yymmdd(entered);
  return Array.from(birthDigits).every((digit, place) => digit === '<' || digit === digits.charAt(place));
}

/** Letters and digits alone count: people type separators as they like. */
function sameNumber(read: string, entered: string): boolean {
  const bare = (number: string) => number.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return bare(read) === bare(entered);
}

import type { Brand } from '#decider/brand.js';
import { NATIONALITY_CODES } from './nationality-codes.js';
import { parsed, type Parsed, wrong } from './parsed.js';
import { spelledSolid } from './spelling.js';

/** Three letters of `NATIONALITY_CODES`, as the passport has them; Germany's is `DEU`, however it was written. */
export type Nationality = Brand<string, 'Nationality'>;

export type NationalityProblem = 'nationality-unknown' | 'nationality-citizen';

const KNOWN: ReadonlySet<string> = new Set(Object.values(NATIONALITY_CODES).flat());

/** Codes of one nationality, the first of them for all. */
const ONE_NATIONALITY: readonly (readonly [string, ...string[]])[] = [
  ['DEU', 'D'],
  ['RKS', 'XKX'],
  ['ROU', 'ROM'],
];

/** Nationalities of one state, by the code that stands for all of them. */
const GROUPS: readonly (readonly [string, ...string[]])[] = [['GBR', 'GBD', 'GBN', 'GBO', 'GBP', 'GBS']];

/** A citizen of the kingdom is nobody's resident. */
const CITIZEN = 'SAU';

/** Reads the code of a nationality, as it is typed or printed: `D`, `D<<` and `DEU` are one. */
export function parseNationality(text: string): Parsed<Nationality, 'nationality-unknown'> {
  const code = spelledNationality(text);
  return KNOWN.has(code) ? parsed(code as Nationality) : wrong('nationality-unknown');
}

/** Reads the nationality of somebody who is, or is to be, a resident. */
export function parseResidentNationality(text: string): Parsed<Nationality, NationalityProblem> {
  const nationality = parseNationality(text);
  return nationality.ok && nationality.value === CITIZEN ? wrong('nationality-citizen') : nationality;
}

/** A code in its one spelling, whether there is such a nationality or not: without fillers, and `DEU` for `D`. */
export function spelledNationality(text: string): string {
  const code = spelledSolid(text).replace(/<+$/, '');
  return code === 'D' ? 'DEU' : code;
}

/** Whether two codes are of one nationality: `D` and `DEU`, `RKS` and `XKX`, `ROM` and `ROU`. */
export function sameNationality(one: string, other: string): boolean {
  return firstOf(ONE_NATIONALITY, one) === firstOf(ONE_NATIONALITY, other);
}

/** Whether two codes are of one state: as `sameNationality`, and all the British ones. Any code stands for its group. */
export function sameNationalityGroup(one: string, other: string): boolean {
  const groupOf = (code: string) => firstOf(GROUPS, firstOf(ONE_NATIONALITY, code));
  return groupOf(one) === groupOf(other);
}

function firstOf(table: readonly (readonly [string, ...string[]])[], text: string): string {
  const code = spelledNationality(text);
  return table.find((codes) => codes.includes(code))?.[0] ?? code;
}

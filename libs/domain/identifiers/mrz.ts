import type { Day } from '../kernel/brand.js';
import { parseDay } from '../calendar/day.js';
import { spelledNationality } from './nationality.js';
import { type Names, parseNames } from './names.js';
import { parsed, type Parsed, wrong } from './parsed.js';
import { spelledSolid } from './spelling.js';

/* Machine-readable zone of a passport: ICAO Doc 9303 part 4, two lines of 44 characters (TD3). */

export interface Mrz {
  /** Three letters of Doc 9303-3, section 5; `DEU` for `D<<`. */
  readonly issuingState: string;
  /** One of the two may be empty. */
  readonly surname: string;
  readonly givenNames: string;
  /** The names did not fit on the line; what is there is their beginning. */
  readonly namesCutOff: boolean;
  readonly number: string;
  /** As `issuingState`. */
  readonly nationality: string;
  /** Undefined: not wholly known to the state that issued it (Doc 9303-3, 4.8). */
  readonly birthDate: Day | undefined;
  /** YYMMDD, `<` for what is not known. */
  readonly birthDigits: string;
  readonly sex: 'F' | 'M' | 'X';
  readonly expiry: Day;
  readonly personalNumber: string | undefined;
}

type MrzCheck = 'document-number' | 'birth-date' | 'expiry' | 'personal-number' | 'composite';

export type MrzProblem =
  | 'wrong-length'
  | 'wrong-characters'
  | 'not-a-passport'
  | 'wrong-check-digit'
  | 'wrong-date'
  | 'wrong-sex'
  | 'name-missing';

const LINE = 44;

/**
 * Reads the two lines, as they were typed or scanned (`spelled`). `today` decides the century, which
 * the lines do not tell. The failing check is named in `params.check` (`MrzCheck`): the field's own before the
 * composite one, which goes wrong with any of them.
 */
export function parseMrz(lines: readonly [string, string], today: Day): Parsed<Mrz, MrzProblem> {
  const [upper, lower] = [spelledSolid(lines[0]), spelledSolid(lines[1])];
  for (const [index, line] of [upper, lower].entries()) {
    if (line.length !== LINE)
      return wrong('wrong-length', { line: index + 1, expected: LINE, found: line.length });
    if (!/^[A-Z0-9<]+$/.test(line)) return wrong('wrong-characters', { line: index + 1 });
  }
  if (!/^P[A-Z<]/.test(upper)) return wrong('not-a-passport');
  // Neither states nor names have digits: a 0 was an O.
  if (/[0-9]/.test(upper)) return wrong('wrong-characters', { line: 1 });
  const failed = failedCheck(lower);
  if (failed !== undefined) return wrong('wrong-check-digit', { check: failed });

  const birthDigits = lower.slice(13, 19);
  const birthDate = bornOn(birthDigits, today);
  if (birthDate === undefined && !isPartlyKnown(birthDigits))
    return wrong('wrong-date', { field: 'birth-date' });
  const expiry = expiresOn(lower.slice(21, 27), today);
  if (expiry === undefined) return wrong('wrong-date', { field: 'expiry' });
  const sex = SEXES.get(lower.charAt(20));
  if (sex === undefined) return wrong('wrong-sex');
  const names = parseNames(namesIn(upper.slice(5)));
  if (!names.ok) return names;

  return parsed({
    issuingState: spelledNationality(upper.slice(2, 5)),
    ...names.value,
    namesCutOff: !upper.endsWith('<'),
    number: text(lower.slice(0, 9)),
    nationality: spelledNationality(lower.slice(10, 13)),
    birthDate,
    birthDigits,
    sex,
    expiry,
    personalNumber: text(lower.slice(28, 42)) || undefined,
  });
}

/** A day as the lines have it: two digits each of year, month and day. */
export function yymmdd(day: string): string {
  return day.slice(2).replaceAll('-', '');
}

/** Sum of the values times 7, 3, 1, 7, 3, 1…, modulo 10; A=10 … Z=35, the filler counts 0. */
export function mrzCheckDigit(characters: string): string {
  const sum = Array.from(characters, valueOf).reduce(
    (sum, value, place) => sum + value * ([7, 3, 1][place % 3] ?? 0),
    0,
  );
  return String(sum % 10);
}

function valueOf(character: string): number {
  return character === '<' ? 0 : Number.parseInt(character, 36);
}

function failedCheck(lower: string): MrzCheck | undefined {
  const checks: readonly (readonly [MrzCheck, string, string])[] = [
    ['document-number', lower.slice(0, 9), lower.charAt(9)],
    ['birth-date', lower.slice(13, 19), lower.charAt(19)],
    ['expiry', lower.slice(21, 27), lower.charAt(27)],
    ['personal-number', lower.slice(28, 42), lower.charAt(42)],
    ['composite', lower.slice(0, 10) + lower.slice(13, 20) + lower.slice(21, 43), lower.charAt(43)],
  ];
  return checks.find(([check, characters, digit]) => !agrees(check, characters, digit))?.[0];
}

/** A state that leaves a field empty may write the filler for its check digit. */
function agrees(check: MrzCheck, characters: string, digit: string): boolean {
  if (digit === '<' && (check === 'personal-number' || check === 'birth-date'))
    return /^<+$/.test(characters);
  return mrzCheckDigit(characters) === digit;
}

/** What stands before the first two fillers, and what behind them: `<<` at the beginning is a name without a surname. */
function namesIn(field: string): Names {
  const [surname = '', ...givenNames] = field.split('<<');
  return { surname: text(surname), givenNames: text(givenNames.join('<')) };
}

/** Year, month and day, of which at least one is not known, and whatever is known may be. */
function isPartlyKnown(yymmdd: string): boolean {
  return (
    yymmdd.includes('<') && /^(?:[0-9]{2}|<<)(?:0[1-9]|1[0-2]|<<)(?:0[1-9]|[12][0-9]|3[01]|<<)$/.test(yymmdd)
  );
}

/** Born in this century unless that would be in the future; so nobody is over a hundred years old. */
function bornOn(yymmdd: string, today: Day): Day | undefined {
  const day = dayIn(Number(today.slice(0, 2)), yymmdd);
  return day !== undefined && day <= today ? day : dayIn(Number(today.slice(0, 2)) - 1, yymmdd);
}

/** The year nearest to today's: from 49 years before to 50 years after. */
function expiresOn(yymmdd: string, today: Day): Day | undefined {
  const thisYear = Number(today.slice(0, 4));
  const sameCentury = Math.floor(thisYear / 100) * 100 + Number(yymmdd.slice(0, 2));
  const century = Math.floor(sameCentury / 100);
  if (sameCentury > thisYear + 50) return dayIn(century - 1, yymmdd);
  return dayIn(sameCentury < thisYear - 49 ? century + 1 : century, yymmdd);
}

function dayIn(century: number, yymmdd: string): Day | undefined {
  return parseDay(`${century}${yymmdd.slice(0, 2)}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4, 6)}`);
}

const SEXES = new Map<string, Mrz['sex']>([
  ['F', 'F'],
  ['M', 'M'],
  ['X', 'X'],
  ['<', 'X'],
]);

/** Fillers at the end mean nothing; between words they are blanks. */
function text(characters: string): string {
  return characters.replaceAll('<', ' ').trim().replaceAll(/ +/g, ' ');
}

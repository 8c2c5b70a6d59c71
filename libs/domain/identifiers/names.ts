import { parsed, type Parsed, wrong } from './parsed.js';
import { spellingsMeet } from './spellings-meet.js';
import { TRANSLITERATIONS } from './transliterations.js';

/** A person's name as a passport has it: in two parts, of which one may be empty (ICAO Doc 9303-3, 3.4 and 4.6). */
export interface Names {
  /** The primary identifier. */
  readonly surname: string;
  /** The secondary identifier. */
  readonly givenNames: string;
}

/** Refuses a name of which both parts are empty. */
export function parseNames<N extends Names>(names: N): Parsed<N, 'name-missing'> {
  return names.surname === '' && names.givenNames === '' ? wrong('name-missing') : parsed(names);
}

/**
 * Whether two names are one by ICAO Doc 9303-3: letters decide, whatever their case, and a national letter agrees with
 * every way it may be transliterated (section 6.A). Hyphens, apostrophes, spaces and other punctuation tell nothing
 * apart (4.6). A letter of another script agrees with itself alone. A name in one part matches in whichever it stands.
 *
 * `cutOff`: the first name did not fit on its line. It is enough then that what is there begins the other, each of its
 * components or all together (Doc 9303-4, 4.2.3).
 */
export function sameNames(
  one: Names,
  other: Names,
  { cutOff = false }: { readonly cutOff?: boolean } = {},
): boolean {
  const [oneLone, otherLone] = [loneName(one), loneName(other)];
  if (oneLone !== undefined && otherLone !== undefined) return samePart(oneLone, otherLone, cutOff);
  if (!samePart(one.surname, other.surname, cutOff)) return false;
  // A surname may leave no room for anything else.
  return (cutOff && one.givenNames === '') || samePart(one.givenNames, other.givenNames, cutOff);
}

/** The parts in which two names are not the same. */
export function namesDiffering(
  one: Names,
  other: Names,
  options: { readonly cutOff?: boolean } = {},
): readonly (keyof Names)[] {
  if (sameNames(one, other, options)) return [];
  return (['surname', 'givenNames'] as const).filter(
    (part) => !samePart(one[part], other[part], options.cutOff ?? false),
  );
}

/** A part as it is written in the machine-readable lines: first transliterations, `<` between components. */
export function mrzName(part: string): string {
  return componentsOf(part)
    .map((component) => component.map(([first]) => first).join(''))
    .join('<');
}

/** The one part there is, if there is only one. */
function loneName({ surname, givenNames }: Names): string | undefined {
  if (surname === '') return givenNames;
  return givenNames === '' ? surname : undefined;
}

function samePart(one: string, other: string, cutOff: boolean): boolean {
  const [ones, others] = [componentsOf(one), componentsOf(other)];
  // Nothing begins every name.
  if (ones.length === 0) return others.length === 0;
  if (spellingsMeet(ones.flat(), others.flat(), cutOff)) return true;
  return (
    cutOff &&
    ones.length <= others.length &&
    ones.every((component, place) => spellingsMeet(component, others[place] ?? [], cutOff))
  );
}

/** A letter, by the ways it may be written. */
type Letter = readonly [string, ...string[]];

/** Components stand apart by spaces, hyphens and commas; all other punctuation is left out (Doc 9303-3, 4.6). */
function componentsOf(part: string): readonly (readonly Letter[])[] {
  return part
    .normalize('NFKC')
    .toUpperCase()
    .split(/[\s\p{Pd},<]+/u)
    .map(lettersOf)
    .filter((letters) => letters.length > 0);
}

/** Each letter with the marks that are put on it; U+02BC, a letter by its class, is an apostrophe. */
function lettersOf(component: string): readonly Letter[] {
  const letters = component.normalize('NFD').match(/(?!\u02BC)[\p{L}\p{N}]\p{M}*/gu) ?? [];
  return letters.map(letterOf);
}

/** By its row of the table; else without its last mark; in the end a plain letter, or one of another script, as it is. */
function letterOf(letter: string): Letter {
  const composed = letter.normalize('NFC');
  const row = TRANSLITERATIONS.get(composed);
  if (row !== undefined) return row;
  const less = letter.replace(/\p{M}$/u, '');
  return less !== letter && /\p{Script=Latin}/u.test(letter) ? letterOf(less) : [composed];
}

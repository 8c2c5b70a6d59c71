import { spelledSolid } from '../identifiers/spelling.js';
import type { Day } from '../kernel/brand.js';
import { type Series, valueAt } from './dated.js';
import { readList, readObject, readOneOf, PolicyError, type PolicyReader, series, readText } from './read.js';

/** A medical centre, and since when its examinations count (founding article, condition 4). */
export interface MedicalCentre {
  readonly id: string;
  /** In Arabic or English, as its reports have it. */
  readonly name: string;
  readonly accredited: Series<boolean>;
}

/** Whether the centre that a report names, by id or name, was accredited on that day. */
export function isAccredited(centres: readonly MedicalCentre[], named: string, on: Day): boolean {
  const centre = centres.find((centre) => namesOf(centre).includes(spelledCentre(named)));
  return centre !== undefined && valueAt(centre.accredited, on);
}

const centre = readObject<MedicalCentre>({
  id: readText,
  name: readText,
  accredited: series(readOneOf(true, false)),
});

/** The list, in which no two centres go by one name. */
export const readCentres: PolicyReader<readonly MedicalCentre[]> = (raw, path) => {
  const centres = readList(centre)(raw, path);
  const seen = new Set<string>();
  for (const [place, centre] of centres.entries()) {
    const names = [...new Set(namesOf(centre))];
    if (names.some((name) => seen.has(name)))
      throw new PolicyError([
        { path: `${path}[${place}]`, problem: 'must have an id and a name of its own' },
      ]);
    names.forEach((name) => seen.add(name));
  }
  return centres;
};

const namesOf = ({ id, name }: MedicalCentre): readonly string[] => [spelledCentre(id), spelledCentre(name)];

/** Case, spaces and hyphens do not matter, nor in which digits its number is. */
function spelledCentre(named: string): string {
  return spelledSolid(named.normalize('NFC'));
}

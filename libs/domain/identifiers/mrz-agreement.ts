import type { PassportDetails } from '../application/events.js';
import type { Mrz } from './mrz.js';
import { sameNationality } from './nationality.js';

export type MrzField = 'number' | 'nationality' | 'surname' | 'givenNames' | 'birthDate' | 'sex' | 'expiry';

/** Fields in which the lines say something else than the details entered; empty when they agree. */
export function mrzDifferences(mrz: Mrz, details: PassportDetails): readonly MrzField[] {
  const exact = (['birthDate', 'sex', 'expiry'] as const).filter((field) => mrz[field] !== details[field]);
  const number = bare(mrz.number) === bare(details.number) ? [] : (['number'] as const);
  const names = (['surname', 'givenNames'] as const).filter(
    (name) => !sameName(mrz[name], details[name], mrz.namesCutOff),
  );
  const nationality = sameNationality(mrz.nationality, details.nationality) ? [] : (['nationality'] as const);
  return [...number, ...nationality, ...exact, ...names];
}

/** Letters alone count: the lines know no accents, apostrophes or hyphens. A name that was cut off need only begin so. */
function sameName(read: string, entered: string, cutOff: boolean): boolean {
  const [short, whole] = [bare(read), bare(entered)];
  return short === whole || (cutOff && whole.startsWith(short));
}

function bare(name: string): string {
  return name
    .normalize('NFD')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '');
}

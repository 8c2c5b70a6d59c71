import type { Day } from '../kernel/brand.js';

/** A date of a passport that cannot be, whoever tells it. */
export interface ImpossibleDate {
  readonly field: 'birthDate' | 'expiry';
  /** `birth-in-future`: after today; `expiry-before-birth`: nobody has a passport before being born. */
  readonly code: 'birth-in-future' | 'expiry-before-birth';
}

/** What cannot be of a passport's dates on that day in Riyadh; empty when all of it can. */
export function impossibleDates(
  { birthDate, expiry }: { readonly birthDate?: Day; readonly expiry: Day },
  today: Day,
): readonly ImpossibleDate[] {
  if (birthDate === undefined) return [];
  const found: ImpossibleDate[] = [];
  if (birthDate > today) found.push({ field: 'birthDate', code: 'birth-in-future' });
  if (expiry < birthDate) found.push({ field: 'expiry', code: 'expiry-before-birth' });
  return found;
}

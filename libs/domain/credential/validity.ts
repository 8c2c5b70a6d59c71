import { addDays, addMonths } from '../calendar/day.js';
import type { Day } from '../kernel/brand.js';
import type { PeriodMonths } from '../application/case-terms.js';

/**
 * From when until when a credential holds, both days included. A renewal goes on where the old iqama ends, so that
 * legal status has no gap and early renewal loses no days; from an expired one (or a first issue) it begins today.
 */
export function validityOf(
  today: Day,
  period: PeriodMonths,
  current: Day | undefined,
): { readonly validFrom: Day; readonly validUntil: Day } {
  const goesOn = current !== undefined && current >= today;
  const begins = goesOn ? addDays(current, 1) : today;
  return { validFrom: goesOn ? today : begins, validUntil: addDays(addMonths(begins, period), -1) };
}

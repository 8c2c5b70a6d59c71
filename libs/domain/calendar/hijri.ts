import type { Brand } from '#decider/brand.js';
import type { DualDate } from '../credential/events.js';
import type { Day } from '../kernel/brand.js';
import { addDays, daysBetween } from './day.js';
import {
  FIRST_GREGORIAN_DAY,
  FIRST_HIJRI_YEAR,
  LONG_MONTHS,
  UMM_AL_QURA_VERSION,
} from './umm-al-qura-table.js';

/** A day of the Umm al-Qura calendar, `YYYY-MM-DD`, e.g. `1448-06-12`. Sorts as text. */
export type HijriDay = Brand<string, 'HijriDay'>;

type Converted<T> = { readonly ok: true; readonly value: T } | HijriProblem;

type HijriProblem =
  /** The table ends (or begins) before that day. */
  | { readonly ok: false; readonly code: 'out-of-range'; readonly from: Day; readonly until: Day }
  /** Not a date of the calendar: month 13, or the 30th of a month of 29 days. */
  | { readonly ok: false; readonly code: 'no-such-day' };

interface Month {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 29 or 30. */
  readonly length: number;
  /** Days since the first of the table. */
  readonly start: number;
}

const MONTHS: readonly Month[] = monthsOf(LONG_MONTHS);
// The table states the day as text; it is one.
const FIRST_DAY = FIRST_GREGORIAN_DAY as Day;
const LAST_DAY = addDays(FIRST_DAY, MONTHS.reduce((days, { length }) => days + length, 0) - 1);

/** The days that can be converted, both included: 1318-01-01 to 1500-12-30. */
export const HIJRI_RANGE: { readonly from: Day; readonly until: Day } = { from: FIRST_DAY, until: LAST_DAY };

const OUT_OF_RANGE: HijriProblem = { ok: false, code: 'out-of-range', ...HIJRI_RANGE };

export function toHijri(day: Day): Converted<HijriDay> {
  if (day < FIRST_DAY || day > LAST_DAY) return OUT_OF_RANGE;
  const count = daysBetween(FIRST_DAY, day);
  const month = MONTHS.findLast(({ start }) => start <= count);
  if (month === undefined) return OUT_OF_RANGE;
  const parts = [month.month, count - month.start + 1].map((part) => String(part).padStart(2, '0'));
  return { ok: true, value: `${month.year}-${parts.join('-')}` as HijriDay };
}

/** Reads a Hijri day `YYYY-MM-DD` as the Gregorian one. */
export function fromHijri(text: string): Converted<Day> {
  const [, year, monthOfYear, dayOfMonth] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  if (year === undefined || monthOfYear === undefined || dayOfMonth === undefined)
    return { ok: false, code: 'no-such-day' };
  if (monthOfYear < 1 || monthOfYear > 12) return { ok: false, code: 'no-such-day' };
  const month = MONTHS[(year - FIRST_HIJRI_YEAR) * 12 + monthOfYear - 1];
  if (month === undefined) return OUT_OF_RANGE;
  if (dayOfMonth < 1 || dayOfMonth > month.length) return { ok: false, code: 'no-such-day' };
  return { ok: true, value: addDays(FIRST_DAY, month.start + dayOfMonth - 1) };
}

/**
 * A day as people are shown it and as it is recorded: in both calendars, with the table's version.
 * Throws RangeError outside `HIJRI_RANGE`, which no date this service gives can be before 2077.
 */
export function dualDate(day: Day): DualDate {
  const hijri = toHijri(day);
  if (!hijri.ok)
    throw new RangeError(`${day} is outside the Umm al-Qura table (${FIRST_DAY} to ${LAST_DAY})`);
  return { gregorian: day, hijri: hijri.value, calendar: UMM_AL_QURA_VERSION };
}

function monthsOf(years: readonly number[]): readonly Month[] {
  let start = 0;
  return years.flatMap((longMonths, yearIndex) =>
    Array.from({ length: 12 }, (_, monthIndex) => {
      const length = 29 + ((longMonths >> monthIndex) & 1);
      const month = { year: FIRST_HIJRI_YEAR + yearIndex, month: monthIndex + 1, length, start };
      start += length;
      return month;
    }),
  );
}

import type { Instant } from '#decider/brand.js';
import { instantOf } from '#decider/instant.js';
import type { Day } from '../kernel/brand.js';

/*
 * Days are Gregorian calendar days in Asia/Riyadh, which is UTC+3 all year and has been without daylight saving since
 * before any date this service handles: so a day is plain arithmetic and needs no time-zone data.
 */

const RIYADH_OFFSET_MS = 3 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The day it is in Riyadh at an instant: 21:00Z is the next day there. */
export function dayInRiyadh(at: Instant): Day {
  return dayOf(Date.parse(at) + RIYADH_OFFSET_MS);
}

/** The instant a day begins in Riyadh: 21:00Z of the day before. */
export function startOfDay(day: Day): Instant {
  return instantOf(Date.parse(day) - RIYADH_OFFSET_MS);
}

/** A day some days later (negative: earlier). `days` is an integer. */
export function addDays(day: Day, days: number): Day {
  return dayOf(Date.parse(day) + days * DAY_MS);
}

/** The same day some months later (negative: earlier), or the last of that month: 31 January + 1 = 28 (29) February. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = partsOf(day);
  const count = year * 12 + (month - 1) + months;
  const last = new Date(Date.UTC(Math.floor(count / 12), (count % 12) + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(Math.floor(count / 12), count % 12, Math.min(date, last)));
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** That many times 24 hours later: deadlines count hours, so that nobody's is shorter. */
export function addDaysTo(at: Instant, days: number): Instant {
  return instantOf(Date.parse(at) + days * DAY_MS);
}

/** Reads `YYYY-MM-DD`, years 1800 to 2999; undefined for anything else, and for days that do not exist (30 February). */
export function parseDay(text: string): Day | undefined {
  if (!/^(18|19|2\d)\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) || dayOf(at) !== text ? undefined : dayOf(at);
}

const HOUR = '(?:[01]\\d|2[0-3])';
const RFC_3339 = new RegExp(
  `^(\\d{4}-\\d\\d-\\d\\d)T(${HOUR}:[0-5]\\d):([0-5]\\d|60)(\\.\\d+)?(Z|[+-]${HOUR}:[0-5]\\d)$`,
  'i',
);

/**
 * Reads an RFC 3339 time with an offset, `t` and `z` in either case, and gives it in UTC to the millisecond (finer
 * digits are cut off); undefined for anything else: a time without an offset says nothing certain, and 24:00 is no
 * time of RFC 3339. A leap second (23:59:60 UTC on the last day of a month) is read as the last millisecond before it:
 * our time, like everybody's, does not count it.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, date = '', time = '', second = '', fraction = '', offset = ''] = match;
  if (parseDay(date) === undefined) return undefined;
  const isLeap = second === '60';
  const seconds = isLeap ? '59.999' : `${second}.${fraction.slice(1, 4).padEnd(3, '0')}`;
  const at = Date.parse(`${date}T${time}:${seconds}${offset.toUpperCase()}`);
  if (Number.isNaN(at) || (isLeap && !endsMonth(at))) return undefined;
  return instantOf(at);
}

function endsMonth(ms: number): boolean {
  return instantOf(ms + 1).endsWith('-01T00:00:00.000Z');
}

function dayOf(ms: number): Day {
  // The one place that makes a Day: the date part of an ISO instant has exactly its form.
  return new Date(ms).toISOString().slice(0, 10) as Day;
}

function partsOf(day: Day): { year: number; month: number; date: number } {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), date: Number(day.slice(8, 10)) };
}

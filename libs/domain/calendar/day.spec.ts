import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Day } from '../kernel/brand.js';
import {
  addDays,
  addDaysTo,
  addMonths,
  dayInRiyadh,
  daysBetween,
  parseDay,
  parseInstant,
  startOfDay,
} from './day.js';

const days = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => day(date.toISOString().slice(0, 10)));

describe('a day in Riyadh', () => {
  it.each([
    ['2026-03-01T20:59:59.999Z', '2026-03-01'],
    ['2026-03-01T21:00:00.000Z', '2026-03-02'],
    ['2025-12-31T21:00:00.000Z', '2026-01-01'],
  ])('at %s is %s', (at, expected) => {
    expect(dayInRiyadh(instant(at))).toBe(expected);
  });

  it('starts at its own start', () => {
    fc.assert(
      fc.property(days, (day) => {
        expect(dayInRiyadh(startOfDay(day))).toBe(day);
        expect(dayInRiyadh(instant(new Date(Date.parse(startOfDay(day)) - 1).toISOString()))).toBe(
          addDays(day, -1),
        );
      }),
    );
  });
});

describe('reckoning with days', () => {
  it('adds and takes away again', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -40_000, max: 40_000 }), (from, count) => {
        expect(daysBetween(from, addDays(from, count))).toBe(count);
      }),
    );
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-08-31', 6, '2027-02-28'],
  ])('%s and %d months is %s', (from, months, expected) => {
    expect(addMonths(day(from), months)).toBe(expected);
  });

  it('never skips a month', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -60, max: 60 }), (from, months) => {
        const monthOf = (day: Day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
        expect(monthOf(addMonths(from, months)) - monthOf(from)).toBe(months);
      }),
    );
  });

  it('adds days of 24 hours to an instant', () => {
    expect(addDaysTo(instant('2026-03-01T09:00:00.000Z'), 2)).toBe('2026-03-03T09:00:00.000Z');
  });
});

describe('reading a day', () => {
  it('takes what exists', () => {
    fc.assert(fc.property(days, (day) => parseDay(day) === day));
  });

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '1448-06-12', '2026-03-01T00:00:00Z', '', '0000-00-00'])(
    'not %p',
    (text) => {
      expect(parseDay(text)).toBeUndefined();
    },
  );
});

describe('reading an instant', () => {
  it.each([
    ['2026-03-01T09:00:00Z', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T12:00:00+03:00', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T09:00:00.5Z', '2026-03-01T09:00:00.500Z'],
    ['2026-03-01T09:00:00.123456789Z', '2026-03-01T09:00:00.123Z'],
    ['2026-03-01t09:00:00z', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01t12:00:00.25+03:00', '2026-03-01T09:00:00.250Z'],
    [`2026-03-01T09:00:00.${'7'.repeat(30)}Z`, '2026-03-01T09:00:00.777Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
    ['2017-01-01T02:59:60.5+03:00', '2016-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  it.each([
    '2026-03-01T09:00:00',
    '2026-02-30T09:00:00Z',
    '2026-03-01T25:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T09:60:00Z',
    '2026-03-01T09:00:61Z',
    '2026-03-01T23:59:60Z',
    '2026-03-31T12:59:60Z',
    '2026-03-01T09:00:00+24:00',
    '2026-03-01T09:00:00+03:60',
    '2026-03-01T09:00:00.Z',
    '2026-03-01',
    'now',
    '1',
  ])('not %p', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

function day(text: string): Day {
  const read = parseDay(text);
  if (read === undefined) throw new Error(`not a day: ${text}`);
  return read;
}

function instant(text: string): Instant {
  const read = parseInstant(text);
  if (read === undefined) throw new Error(`not an instant: ${text}`);
  return read;
}

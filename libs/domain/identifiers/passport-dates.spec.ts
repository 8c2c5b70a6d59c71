import { describe, expect, it } from '@jest/globals';
import type { Day } from '../kernel/brand.js';
import { impossibleDates } from './passport-dates.js';

const TODAY = '2026-03-01' as Day;

describe('the dates of a passport', () => {
  it.each([
    ['born today', '2026-03-01', '2031-03-01', []],
    ['born tomorrow', '2026-03-02', '2031-03-01', ['birthDate birth-in-future']],
    ['that ended on the day of birth', '1990-01-01', '1990-01-01', []],
    ['that ended before it', '1990-01-02', '1990-01-01', ['expiry expiry-before-birth']],
    ['both', '2027-01-01', '2026-12-31', ['birthDate birth-in-future', 'expiry expiry-before-birth']],
    ['without a birth date', undefined, '1900-01-01', []],
  ])('of somebody %s', (_, birthDate, expiry, found) => {
    const dates = { expiry: expiry as Day, ...(birthDate !== undefined && { birthDate: birthDate as Day }) };
    expect(impossibleDates(dates, TODAY).map(({ field, code }) => `${field} ${code}`)).toEqual(found);
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseDay } from '../calendar/day.js';
import type { Day } from '../kernel/brand.js';
import { validityOf } from './validity.js';

const day = (text: string): Day => {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`${text} is not a day`);
  return parsed;
};

describe('the validity of a credential', () => {
  it('begins today for a first issue', () => {
    expect(validityOf(day('2026-11-22'), 12, undefined)).toEqual({
      validFrom: '2026-11-22',
      validUntil: '2027-11-21',
    });
  });

  it('adds the period to what is left, so that renewing early loses no days', () => {
    expect(validityOf(day('2026-11-22'), 12, day('2026-12-31'))).toEqual({
      validFrom: '2026-11-22',
      validUntil: '2027-12-31',
    });
  });

  it('still goes on from an iqama that ends today', () => {
    expect(validityOf(day('2026-11-22'), 3, day('2026-11-22'))).toEqual({
      validFrom: '2026-11-22',
      validUntil: '2027-02-22',
    });
  });

  it('begins today when the old iqama has expired', () => {
    expect(validityOf(day('2026-11-22'), 6, day('2026-11-21'))).toEqual({
      validFrom: '2026-11-22',
      validUntil: '2027-05-21',
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { dayFrom, instantFrom, withDates } from './dates.js';

/** Already the first of March in Riyadh. */
const NOW = Date.UTC(2026, 1, 28, 22, 30);

describe('dates of case files', () => {
  it.each([
    ['today', '2026-03-01'],
    ['today+30d', '2026-03-31'],
    ['today-1d', '2026-02-28'],
    ['today+2M', '2026-05-01'],
    ['today-12M', '2025-03-01'],
    ['2032-05-18', '2032-05-18'],
    ['today+1y', 'today+1y'],
    ['yesterday', 'yesterday'],
  ])('%s is the day %s in Riyadh', (text, day) => {
    expect(dayFrom(text, NOW)).toBe(day);
  });

  it('as instants are noon of that day; today is now', () => {
    expect(instantFrom('today', NOW)).toBe('2026-02-28T22:30:00.000Z');
    expect(instantFrom('today-1d', NOW)).toBe('2026-02-28T09:00:00.000Z');
    expect(instantFrom('2026-01-01T00:00:00Z', NOW)).toBe('2026-01-01T00:00:00Z');
  });

  it('a few seconds from now count from when the request is sent', () => {
    const sent = NOW + 60_000;
    expect(withDates({ graceUntil: 'now+5s', day: 'today' }, NOW, sent)).toEqual({
      graceUntil: '2026-02-28T22:31:05.000Z',
      day: '2026-03-01',
    });
  });

  it('are found anywhere in a body, and nothing else is changed', () => {
    expect(withDates({ a: ['today', 1, null], b: { c: 'today-1d', d: true } }, NOW)).toEqual({
      a: ['2026-03-01', 1, null],
      b: { c: '2026-02-28', d: true },
    });
  });
});

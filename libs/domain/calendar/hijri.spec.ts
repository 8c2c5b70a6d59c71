import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Day } from '../kernel/brand.js';
import { addDays, daysBetween, parseDay } from './day.js';
import { dualDate, fromHijri, HIJRI_RANGE, toHijri } from './hijri.js';

const LENGTH = daysBetween(HIJRI_RANGE.from, HIJRI_RANGE.until);

describe('the Umm al-Qura calendar', () => {
  it('reaches from 1318 to 1500', () => {
    expect(HIJRI_RANGE).toEqual({ from: '1900-04-30', until: '2077-11-16' });
    expect(toHijri(HIJRI_RANGE.from)).toEqual({ ok: true, value: '1318-01-01' });
    expect(toHijri(HIJRI_RANGE.until)).toEqual({ ok: true, value: '1500-12-30' });
  });

  it.each([
    ['2000-01-01', '1420-09-24'],
    ['2023-03-23', '1444-09-01'],
    ['2024-06-16', '1445-12-10'],
    // Before 1420 Intl and the JDK are a day late.
    ['1979-11-20', '1400-01-01'],
    // The last day the former table and this one agree on, and the first on which they do not.
    ['2029-08-10', '1451-03-29'],
    ['2029-08-11', '1451-03-30'],
    ['2029-08-12', '1451-04-01'],
    ['2029-08-20', '1451-04-09'],
  ])('calls %s %s', (gregorian, hijri) => {
    expect(toHijri(day(gregorian))).toEqual({ ok: true, value: hijri });
  });

  it('agrees with Intl on every day from 1420 to 1500', () => {
    const icu = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
      timeZone: 'UTC',
      dateStyle: 'short',
    });
    const from = day('1999-04-17');
    const differing: string[] = [];
    for (let at = from; at <= HIJRI_RANGE.until; at = addDays(at, 1)) {
      const parts = new Map(icu.formatToParts(Date.parse(at)).map(({ type, value }) => [type, value]));
      const expected = [
        parts.get('year'),
        parts.get('month')?.padStart(2, '0'),
        parts.get('day')?.padStart(2, '0'),
      ].join('-');
      const ours = toHijri(at);
      if (!ours.ok || ours.value !== expected) differing.push(`${at} ${expected}`);
    }
    expect(toHijri(from)).toEqual({ ok: true, value: '1420-01-01' });
    expect(differing).toEqual([]);
  });

  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.nat(LENGTH), (count) => {
        const at = addDays(HIJRI_RANGE.from, count);
        const hijri = toHijri(at);
        expect(hijri.ok && fromHijri(hijri.value)).toEqual({ ok: true, value: at });
      }),
    );
  });

  it('goes on day by day', () => {
    fc.assert(
      fc.property(fc.nat(LENGTH - 1), (count) => {
        const [today, tomorrow] = [count, count + 1].map((days) => toHijri(addDays(HIJRI_RANGE.from, days)));
        if (!today?.ok || !tomorrow?.ok) throw new Error('in range');
        expect(tomorrow.value > today.value).toBe(true);
        expect(
          tomorrow.value.endsWith('-01') ||
            Number(tomorrow.value.slice(8)) === Number(today.value.slice(8)) + 1,
        ).toBe(true);
      }),
    );
  });

  it.each([
    ['before', () => toHijri(addDays(HIJRI_RANGE.from, -1))],
    ['after', () => toHijri(addDays(HIJRI_RANGE.until, 1))],
    ['before', () => fromHijri('1317-12-29')],
    ['after', () => fromHijri('1501-01-01')],
  ])('says what its range is %s it', (_, convert) => {
    expect(convert()).toEqual({ ok: false, code: 'out-of-range', ...HIJRI_RANGE });
  });

  it.each(['1445-13-01', '1445-00-01', '1445-01-00', '1445-01-31', '1444-09-30', '1445-1-1', 'x'])(
    'has no %s',
    (text) => {
      expect(fromHijri(text)).toEqual({ ok: false, code: 'no-such-day' });
    },
  );

  it('is recorded with the version of its table', () => {
    expect(dualDate(day('2024-06-16'))).toEqual({
      gregorian: '2024-06-16',
      hijri: '1445-12-10',
      calendar: 'umm-al-qura/2',
    });
    expect(() => dualDate(day('2077-11-17'))).toThrow(RangeError);
  });
});

function day(text: string): Day {
  const read = parseDay(text);
  if (read === undefined) throw new Error(`not a day: ${text}`);
  return read;
}

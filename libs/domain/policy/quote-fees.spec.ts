import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, startOfDay } from '../calendar/day.js';
import type { HeldCredential } from '../credential/held.js';
import type { Day } from '../kernel/brand.js';
import type { Refusal } from '#decider/decider.js';
import type { FactContents } from '../resident/facts.js';
import { residentDecider, type ResidentView, viewAt } from '../resident/resident.js';
import { arbitraryDay, day, instant } from '../resident/testing/arbitrary-fact.js';
import { entryInForce, type Series } from './dated.js';
import { quoteFees, renewalOpensOn, termsAt } from './policy.js';
import { committedPolicy as policy } from './testing/committed-policy.js';
import type { PeriodMonths, ResidentCategory } from '../application/case-terms.js';
import type { CaseView } from '../conditions/case-view.js';
import type { FeeQuote } from '../fees/fee-quote.js';

const TODAY = day('2026-03-01');
const HELD: HeldCredential = {
  credentialId: 'c1' as HeldCredential['credentialId'],
  validUntil: day('2026-02-20'),
  phase: 'active',
  issuedAt: instant('2025-02-20T09:00:00Z'),
  lateRenewals: 0,
};
const PERIODS: readonly PeriodMonths[] = [3, 6, 9, 12, 24];
const CATEGORIES: readonly ResidentCategory[] = ['employee', 'domestic-worker', 'dependant', 'premium'];

describe('what a renewal costs', () => {
  it.each<[PeriodMonths, number]>([
    [3, 16300],
    [6, 32500],
    [9, 48800],
    [12, 65000],
    [24, 130000],
  ])('for %d months is %d halalas', (period, total) => {
    expect(quote('renew', 'employee', period)).toEqual({
      lines: [{ code: 'renew', amount: total, policy: `fees.iqama.${period}@2020-01-01` }],
      total,
      notCharged: [
        {
          code: 'work-permit',
          least: 70_000 * period,
          most: 80_000 * period,
          policy: 'fees.workPermitPerMonth.least@2020-01-01, fees.workPermitPerMonth.most@2020-01-01',
        },
      ],
      period,
      policyVersion: policy.version,
    });
  });

  it('includes the levy of a dependant, month by month', () => {
    expect(codes(quote('renew', 'dependant', 12))).toEqual([
      ['renew', 65000],
      ['dependant-levy', 480000],
    ]);
  });

  it.each<[PeriodMonths, number]>([
    [3, 12_500],
    [6, 25_000],
    [9, 37_500],
    [12, 50_000],
    [24, 100_000],
  ])('for the wife of a citizen, for %d months, is %d halalas and no levy', (period, total) => {
    expect(quote('renew', 'dependant', period, dependant('1045678909', 'F'))).toEqual({
      lines: [{ code: 'renew', amount: total, policy: `fees.citizensWife.${period}@2020-01-01` }],
      total,
      period,
      policyVersion: policy.version,
    });
  });

  it.each<[string, ResidentCategory, ResidentView]>([
    ['a resident’s dependant', 'dependant', dependant('2141421350', 'F')],
    ['an establishment’s', 'dependant', dependant('7001234567', 'F')],
    ['a citizen’s dependant who is a man', 'dependant', dependant('1045678909', 'M')],
    ['a citizen’s dependant whose sex is not on record', 'dependant', dependant('1045678909', undefined)],
    ['one whose sponsor is not on record', 'dependant', dependant(undefined, 'F')],
    ['a citizen’s employee', 'employee', dependant('1045678909', 'F')],
  ])('is the full fee for %s', (_, category, resident) => {
    expect(codes(quote('renew', category, 12, resident))[0]).toEqual(['renew', 65_000]);
  });

  it('shows the work permit of employees alone', () => {
    const shown = CATEGORIES.map((category) => {
      const quoted = quote('renew', category, 12);
      return 'refused' in quoted ? quoted.code : quoted.notCharged?.map(({ code }) => code);
    });
    expect(shown).toEqual([['work-permit'], undefined, undefined, undefined]);
  });

  it.each<[string, string, number, [string, number][]]>([
    ['on the last day that is not late', '2026-02-26', 0, []],
    ['late, the first time', '2026-02-25', 0, [['late-renewal', 50000]]],
    ['late, again', '2026-02-25', 1, [['late-renewal', 100000]]],
    ['late, once more', '2026-02-25', 2, [['late-renewal', 100000]]],
  ])('%s: after an expiry on %s', (_, validUntil, lateRenewals, late) => {
    const resident = residentWith({ status: 'expired', validUntil: day(validUntil), lateRenewals });
    expect(codes(quote('renew', 'employee', 12, resident)).slice(1)).toEqual(late);
  });

  it.each<[string, Partial<HeldCredential>, [string, number][]]>([
    ['runs: not late, whatever passports has', { validUntil: day('2026-12-31') }, []],
    [
      'was revoked: late by what passports has',
      { validUntil: day('2026-12-31'), phase: 'revoked' },
      [['late-renewal', 50000]],
    ],
    ['was renewed late: again', { lateRenewals: 1 }, [['late-renewal', 100000]]],
    [
      'was renewed late, then revoked: again',
      { lateRenewals: 1, phase: 'revoked' },
      [['late-renewal', 100000]],
    ],
  ])('what this service issued %s', (_, more, late) => {
    const resident = residentWith({ status: 'expired', validUntil: day('2026-01-31'), lateRenewals: 0 });
    expect(codes(quote('renew', 'employee', 12, resident, TODAY, { ...HELD, ...more })).slice(1)).toEqual(
      late,
    );
  });

  it('is not offered by the quarter to domestic workers', () => {
    const refused = { refused: true, code: 'period-not-offered', details: [{ at: '/period' }] };
    expect(quote('renew', 'domestic-worker', 3)).toMatchObject(refused);
    expect(quote('renew', 'domestic-worker', 12)).toMatchObject({ total: 65000 });
  });
});

describe('what a first issue costs', () => {
  it.each<[string, number, [string, number][]]>([
    ['90 days after entry', 90, []],
    ['91 days after entry', 91, [['late-first-issue', 50000]]],
  ])('%s', (_, days, late) => {
    const resident = residentWith({ status: 'entered', entryDate: addDays(TODAY, -days) });
    expect(codes(quote('issue', 'employee', 12, resident))).toEqual([['issue', 65000], ...late]);
  });

  it('has no late fee while nobody has said when the entry was', () => {
    expect(codes(quote('issue', 'employee', 12))).toEqual([['issue', 65000]]);
  });
});

describe('any quote', () => {
  it.each(['undefined', 'erased'] as const)('is not made while the category on record is %s', (told) => {
    const resident = residentWith({ status: 'valid' });
    const category = told === 'erased' ? told : undefined;
    const of = {
      service: 'renew',
      category: 'premium',
      occupation: undefined,
      passport: undefined,
      mrz: undefined,
      sponsorNumber: undefined,
      insists: false,
    } as const;
    expect(quoteFees(policy, of, { ...resident, category }, 12, startOfDay(TODAY))).toMatchObject({
      code: 'category-not-reported',
      details: [{ params: { owner: 'passports' } }],
    });
  });

  const cases = fc.record({
    service: fc.constantFrom('issue' as const, 'renew' as const),
    category: fc.constantFrom(...CATEGORIES),
    resident: fc
      .record(
        { validUntil: arbitraryDay, entryDate: arbitraryDay, lateRenewals: fc.nat(3) },
        { requiredKeys: [] },
      )
      .map((content) => residentWith({ status: 'valid', ...content })),
    today: arbitraryDay,
  });

  it('adds up, in whole halalas', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...PERIODS), ({ service, category, resident, today }, period) => {
        const quoted = quote(service, category, period, resident, today);
        if ('refused' in quoted) return;
        expect(quoted.total).toBe(quoted.lines.reduce((sum, { amount }) => sum + amount, 0));
        expect(quoted.lines.every(({ amount }) => Number.isSafeInteger(amount) && amount > 0)).toBe(true);
      }),
    );
  });

  it('is not less for a longer period', () => {
    fc.assert(
      fc.property(cases, ({ service, category, resident, today }) => {
        const totals = PERIODS.map((period) => quote(service, category, period, resident, today)).flatMap(
          (quoted) => ('refused' in quoted ? [] : [quoted.total]),
        );
        expect(totals.toSorted((a, b) => a - b)).toEqual(totals);
      }),
    );
  });
});

describe('a dated figure', () => {
  const dated = (value: number, validFrom: string) => ({
    value,
    validFrom: day(validFrom),
    source: 's',
    confidence: 'ours' as const,
  });
  const figures: Series<number> = [dated(1, '2024-01-01'), dated(2, '2025-02-18')];

  it.each([
    ['2023-01-01', 1],
    ['2025-02-17', 1],
    ['2025-02-18', 2],
    ['2030-01-01', 2],
  ])('on %s is %d', (at, value) => {
    expect(entryInForce(figures, day(at)).value).toBe(value);
  });

  it('is among the terms of the day', () => {
    expect(termsAt(policy, TODAY)).toMatchObject({ draftDays: 30, documents: { maxBytes: 5 * 1024 * 1024 } });
  });
});

describe('the renewal window', () => {
  it.each<[ResidentCategory, string, string]>([
    ['employee', '2026-08-31', '2026-03-01'],
    ['employee', '2026-09-01', '2026-03-02'],
    ['domestic-worker', '2027-04-30', '2026-03-01'],
  ])('of an %s until %s opens on %s', (category, validUntil, opens) => {
    expect(renewalOpensOn(policy, category, day(validUntil), TODAY)).toBe(opens);
  });
});

function quote(
  service: CaseView['service'],
  category: ResidentCategory,
  period: PeriodMonths,
  resident: ResidentView = residentWith({ status: 'entered' }),
  today: Day = TODAY,
  held?: HeldCredential,
): FeeQuote | Refusal {
  const of = {
    service,
    // What is claimed does not count.
    category: 'premium' as const,
    occupation: undefined,
    passport: undefined,
    mrz: undefined,
    sponsorNumber: undefined,
    insists: false,
  };
  const registered = {
    ...resident,
    category: { value: category, effective: startOfDay(today), factIds: [] },
  };
  return quoteFees(policy, of, registered, period, startOfDay(today), held);
}

function codes(quoted: FeeQuote | Refusal): (readonly [string, number])[] {
  if ('refused' in quoted) throw new Error(quoted.code);
  return quoted.lines.map(({ code, amount }) => [code, amount] as const);
}

/** Somebody of that sex who is on record as sponsored so; undefined: not on record. */
function dependant(sponsorNumber: string | undefined, sex: 'F' | 'M' | undefined): ResidentView {
  const resident = residentWith({ status: 'valid' });
  const [effective, factIds] = [instant('2020-01-01T00:00:00Z'), ['s1']];
  const passport = {
    number: 'A1234567',
    nationality: 'IND',
    expiry: day('2031-01-01'),
    ...(sex !== undefined && { sex }),
  };
  return {
    ...resident,
    sponsor: sponsorNumber === undefined ? undefined : { value: sponsorNumber, effective, factIds },
    passport: { value: passport, effective, factIds },
  };
}

function residentWith(content: FactContents['residency-status-changed']): ResidentView {
  const at = instant('2020-01-01T00:00:00Z');
  const file = residentDecider.evolve(residentDecider.initialState, {
    type: 'FactRecorded',
    data: {
      kind: 'residency-status-changed',
      source: '/passports',
      factId: 's1',
      effective: at,
      received: at,
    },
    personal: { content },
  });
  return viewAt(file, { knownAt: at, effectiveAt: at });
}

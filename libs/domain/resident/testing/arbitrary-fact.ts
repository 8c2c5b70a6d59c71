import type { Instant } from '#decider/brand.js';
import * as fc from 'fast-check';
import { addDays, addDaysTo, parseDay, parseInstant } from '../../calendar/day.js';
import type { Day } from '../../kernel/brand.js';
import type { Fact, FactContents, FactKind } from '../facts.js';

/** Support for specs: facts about one resident, of every kind, in a year; few names, so that they meet each other. */

export function instant(text: string): Instant {
  const read = parseInstant(text);
  if (read === undefined) throw new Error(`not an instant: ${text}`);
  return read;
}

export function day(text: string): Day {
  const read = parseDay(text);
  if (read === undefined) throw new Error(`not a day: ${text}`);
  return read;
}

export const arbitraryDay = fc
  .integer({ min: -200, max: 800 })
  .map((days) => addDays(day('2026-01-01'), days));

export const arbitraryInstant = fc
  .integer({ min: 0, max: 365 })
  .map((days) => addDaysTo(instant('2026-01-01T00:00:00Z'), days));

const violation = fc.record({ violationId: fc.constantFrom('v1', 'v2') });
const report = fc.record({ reportId: fc.constantFrom('r1', 'r2') });
const employer = fc.constantFrom('7001234567', '7007654321');
const number = fc.constantFrom('P1', 'P2');

const contents: { readonly [K in FactKind]: fc.Arbitrary<FactContents[K]> } = {
  'residency-status-changed': fc.record(
    {
      status: fc.constantFrom('valid', 'expired', 'cancelled', 'final-exit', 'entered'),
      validUntil: arbitraryDay,
      entryDate: arbitraryDay,
      iqamaNumber: fc.constant('2000000006'),
      biometricsOnFile: fc.boolean(),
      lateRenewals: fc.nat(3),
      category: fc.constantFrom('employee', 'domestic-worker'),
    },
    { requiredKeys: ['status'] },
  ),
  'passport-updated': fc.record(
    {
      number,
      nationality: fc.constantFrom('UTO', 'IND'),
      expiry: arbitraryDay,
      birthDate: fc.constant(day('1990-01-01')),
      surname: fc.constantFrom('NAIR', 'GURUNG'),
      givenNames: fc.constantFrom('RAHUL', 'BISHNU'),
      surnameArabic: fc.constantFrom('نير', 'غورونغ'),
      givenNamesArabic: fc.constant('راهول'),
      sex: fc.constantFrom('F', 'M'),
    },
    { requiredKeys: ['number', 'nationality', 'expiry'] },
  ),
  'passport-linked': fc.record({ number }),
  'violation-recorded': fc.record({ violationId: fc.constantFrom('v1', 'v2'), amount: fc.nat() }),
  'violation-settled': violation,
  'violation-objected': violation,
  'medical-exam-reported': fc.record(
    {
      result: fc.constantFrom('fit', 'unfit', 'pending'),
      centre: fc.constantFrom('Efada 020', 'Efada 999'),
      validUntil: arbitraryDay,
    },
    { requiredKeys: ['result', 'centre'] },
  ),
  'absence-reported': fc.record(
    { reportId: fc.constantFrom('r1', 'r2'), graceUntil: arbitraryInstant },
    { requiredKeys: ['reportId'] },
  ),
  'absence-confirmed': report,
  'absence-cancelled': report,
  'absence-appealed': report,
  'appeal-decided': fc.record({
    reportId: fc.constantFrom('r1', 'r2'),
    outcome: fc.constantFrom('upheld', 'dismissed'),
  }),
  'account-activated': fc.constant({}),
  'account-suspended': fc.constantFrom({}, { reason: 'asked for' }),
  'employment-registered': fc.record({
    occupation: fc.constantFrom('2142', '5131'),
    employer,
    from: arbitraryDay,
  }),
  'employment-ended': fc.record({ on: arbitraryDay, employer }, { requiredKeys: [] }),
  'sponsorship-changed': fc.record({ sponsorNumber: fc.constantFrom('7001234567', null) }),
  'insurance-changed': fc.record(
    { active: fc.boolean(), validUntil: arbitraryDay },
    { requiredKeys: ['active'] },
  ),
};

const draft = fc.record({
  said: fc.oneof(...kinds().map((kind) => contents[kind].map((content) => ({ kind, content })))),
  source: fc.constantFrom('/a', '/b'),
  effective: arbitraryInstant,
  received: arbitraryInstant,
  corrects: fc.option(fc.nat(20), { freq: 4 }),
});

/** Without a name yet; some correct another of the same source, which may not be among them. */
export const arbitraryFact: fc.Arbitrary<Omit<Fact, 'id'>> = draft.map(({ said, corrects, ...rest }) => ({
  ...said,
  ...rest,
  ...(corrects === null ? {} : { corrects: `f${corrects}` }),
}));

/** Facts with names of their own. */
export const arbitraryFacts: fc.Arbitrary<readonly Fact[]> = fc
  .array(arbitraryFact, { maxLength: 14 })
  .map((facts) =>
    facts.map(({ corrects, ...fact }, index) => {
      const id = `f${index}`;
      const corrected = corrects === undefined || corrects === id ? {} : { corrects };
      // Each kind is paired with its own content, which the union of arbitraries cannot show.
      return { ...fact, ...corrected, id } as Fact;
    }),
  );

function kinds(): readonly FactKind[] {
  // The table above has exactly the kinds as its names.
  return Object.keys(contents) as FactKind[];
}

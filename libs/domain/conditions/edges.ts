import type { Instant } from '#decider/brand.js';
import { addDays, addDaysTo, addMonths, dayInRiyadh, startOfDay } from '../calendar/day.js';
import type { Day } from '../kernel/brand.js';
import { type Policy, windowOpensOn } from '../policy/policy.js';
import type { Erased } from '#decider/decider.js';
import { instantOf } from '#decider/instant.js';
import type { Dated } from '../policy/dated.js';
import { reportsIn } from '../resident/absence.js';
import { knownOf } from '../resident/told.js';
import type { Evidence } from './condition.js';

/** Months counted from a day do not lead back from where they led to: the ends of months are up to so many days apart. */
const MONTHS_END_DAYS = 4;

/**
 * The moments after the evidence's own at which a condition may come out differently although nothing new is known, in
 * order: each end of something, seen from every figure the policy has or will have, and each day on which a figure
 * changes. Too many do no harm: whoever asks evaluates at each. Facts told ahead are not among them, nor directives that
 * are yet to come: when those take effect the case is screened anyway.
 */
export function edgesAfter(evidence: Evidence, policy: Policy): readonly Instant[] {
  const edges = new Set<Instant>();
  for (const day of lastDays(evidence, policy)) edges.add(startOfDay(addDays(day, 1)));
  for (const day of firstDays(evidence, policy)) edges.add(startOfDay(day));
  for (const at of lastMoments(evidence, policy)) edges.add(justAfter(at));
  for (const { until } of evidence.directives) if (until !== undefined) edges.add(until);
  for (const at of changesOf(policy)) edges.add(at);
  return [...edges].filter((edge) => edge > evidence.at).sort();
}

/** The same evidence, if nothing new became known until then. */
export function evidenceLater(evidence: Evidence, at: Instant): Evidence {
  const directives = evidence.directives.filter(({ until }) => until === undefined || until > at);
  return { ...evidence, at, today: dayInRiyadh(at), directives };
}

/** Days up to which, the day included, something holds. */
function lastDays({ case: of, resident, held, numberHeld }: Evidence, { rules }: Policy): readonly Day[] {
  const medical = knownOf(resident.medical);
  const examined = medical && dayInRiyadh(medical.effective);
  return known(
    held?.validUntil,
    numberHeld?.held.validUntil,
    knownOf(resident.residency)?.value.validUntil,
    of.passport === 'erased' ? undefined : of.passport?.expiry,
    knownOf(resident.passport)?.value.expiry,
    knownOf(resident.insurance)?.value.validUntil,
    medical?.value.validUntil,
    ...(examined === undefined
      ? []
      : valuesOf(rules.medicalValidMonths).map((months) => addMonths(examined, months))),
  );
}

/** Days from which on something holds, or has too little left. */
function firstDays({ case: of, resident, held }: Evidence, { rules }: Policy): readonly Day[] {
  const passports = known(
    of.passport === 'erased' ? undefined : of.passport?.expiry,
    knownOf(resident.passport)?.value.expiry,
  );
  const iqamas = known(held?.validUntil, knownOf(resident.residency)?.value.validUntil);
  const windows = valuesOf(Object.values(rules.renewalWindowMonths).flat());
  return [
    ...windows.flatMap((months) => iqamas.map((day) => windowOpensOn(day, months))),
    ...valuesOf(rules.passportMonthsLeft).flatMap((months) =>
      passports.flatMap((expiry) => around(addMonths(expiry, -months))),
    ),
  ];
}

function known(...days: readonly (Day | Erased | undefined)[]): readonly Day[] {
  return [...new Set(days.flatMap((day) => (day === undefined || day === 'erased' ? [] : day)))];
}

/** Those a figure has or will have, each once. */
function valuesOf(figure: readonly Dated<number>[]): readonly number[] {
  return [...new Set(figure.map(({ value }) => value))];
}

function around(day: Day): readonly Day[] {
  return Array.from({ length: 2 * MONTHS_END_DAYS + 1 }, (_, n) => addDays(day, n - MONTHS_END_DAYS));
}

/** Moments up to which, the moment included, something holds. */
function lastMoments({ resident: { absence }, fees }: Evidence, { rules }: Policy): readonly Instant[] {
  const graces = Object.values(rules.absenceGraceDays).flat();
  const reported = reportsIn(absence).filter(({ state }) => state === 'reported');
  const graceEnds = reported.flatMap(({ graceUntil, reportedAt }) => [
    graceUntil,
    ...graces.map(({ value }) => addDaysTo(reportedAt, value)),
  ]);
  return [...graceEnds, fees.bill?.expiresAt].filter((at) => at !== undefined);
}

/** The first moment at which what held up to `at`, that moment included, does not hold any more. */
export function justAfter(at: Instant): Instant {
  return instantOf(Date.parse(at) + 1);
}

/** By policy: it is read once, and has few figures. */
const changes = new WeakMap<Policy, readonly Instant[]>();

/** When any figure of the policy changes: at the beginning of those days. */
export function changesOf(policy: Policy): readonly Instant[] {
  const known = changes.get(policy) ?? [...new Set(validFromsIn(policy))].map(startOfDay);
  changes.set(policy, known);
  return known;
}

function validFromsIn(value: unknown): readonly Day[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    // Parsed with the policy: every `validFrom` in it is a day.
    name === 'validFrom' && typeof inner === 'string' ? [inner as Day] : validFromsIn(inner),
  );
}

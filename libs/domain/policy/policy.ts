import type { Instant } from '#decider/brand.js';
import { addDays, addMonths, dayInRiyadh, daysBetween } from '../calendar/day.js';
import type { GroundKind } from '../credential/events.js';
import { type HeldCredential, lastDayOf, lateRenewalsOf } from '../credential/held.js';
import type { AskedService } from '../fact-request/events.js';
import type { AskingTermsOf } from '../fact-request/fact-request.js';
import type { Day, Halalas } from '../kernel/brand.js';
import { type Refusal, refuse } from '#decider/decider.js';
import { knownOf, type ResidentView } from '../resident/resident.js';
import type { MedicalCentre } from './medical-centres.js';
import { type Dated, entryInForce, type Series, valueAt } from './dated.js';
import type { PeriodMonths, ResidentCategory } from '../application/case-terms.js';
import type { CaseView } from '../conditions/case-view.js';
import type { FeeElsewhere, FeeLine, FeeQuote } from '../fees/fee-quote.js';

/** What the service charges, allows and waits for. Every figure is dated and says where it came from (`policy/*.yaml`). */
export interface Policy {
  /** Names the documents it was read from, e.g. `fees 1, rules 1, limits 1, medical-centres 1`. */
  readonly version: string;
  readonly fees: {
    /** For the whole period. */
    readonly iqama: Readonly<Record<PeriodMonths, Series<Halalas>>>;
    /** The same for the wife of a citizen. */
    readonly citizensWife: Readonly<Record<PeriodMonths, Series<Halalas>>>;
    /** From and to, for each month of the period: paid elsewhere. */
    readonly workPermitPerMonth: { readonly least: Series<Halalas>; readonly most: Series<Halalas> };
    /** For each month of the period. */
    readonly dependantLevyPerMonth: Series<Halalas>;
    readonly lateRenewal: { readonly first: Series<Halalas>; readonly again: Series<Halalas> };
    readonly lateFirstIssue: Series<Halalas>;
  };
  readonly rules: {
    readonly periods: Readonly<Record<ResidentCategory, Series<readonly PeriodMonths[]>>>;
    /** A renewal may be asked for when fewer months than this are left. */
    readonly renewalWindowMonths: Readonly<Record<ResidentCategory, Series<number>>>;
    /** A renewal is late when more days than this have passed since expiry; negative: so many days before it. */
    readonly renewalLateAfterDays: Series<number>;
    /** A first issue is late when more days than this have passed since entry. */
    readonly firstIssueLateAfterDays: Series<number>;
    /** A passport with fewer months left than this has to be renewed first. */
    readonly passportMonthsLeft: Series<number>;
    readonly absenceGraceDays: Readonly<Record<ResidentCategory, Series<number>>>;
    /** Months from the examination for which its result counts, where the report does not say. */
    readonly medicalValidMonths: Series<number>;
    /** Occupation codes that need a medical examination on renewal too. */
    readonly medicalOnRenewal: Series<readonly string[]>;
    /** What each ground does to an identity that was issued. */
    readonly afterIssue: Readonly<Record<GroundKind, Series<GroundEffect>>>;
  };
  /** Those whose examinations count, and those whose did. */
  readonly medicalCentres: readonly MedicalCentre[];
  readonly limits: {
    /** A draft that is not submitted lapses after so many days. */
    readonly draftLifeDays: Series<number>;
    /** A bill that is not paid expires after so many days. */
    readonly billLifeDays: Series<number>;
    /** Days an applicant has to do what a condition asks. */
    readonly actionDeadlineDays: Series<number>;
    /** Days an applicant has to answer an officer. */
    readonly informationDeadlineDays: Series<number>;
    /** Days a case waits for somebody's report before an officer looks at it. */
    readonly waitingDays: Series<number>;
    /** Days an officer may keep a claimed case undecided before another may claim it. */
    readonly claimLifeDays: Series<number>;
    /** Days another operator has to confirm the erasure of a person's data. */
    readonly erasureRequestDays: Series<number>;
    /** Applications one person may start in any 24 hours. */
    readonly startsPerDay: Series<number>;
    /** How patiently each service is asked for a fact that is missing. */
    readonly factRequests: Readonly<Record<AskedService, FactRequestFigures>>;
    /** Changes of details and documents in one application. */
    readonly edits: {
      /** Until it is submitted. */
      readonly draft: Series<number>;
      /** After that, whenever the applicant was asked for something. */
      readonly submitted: Series<number>;
    };
    readonly documents: {
      readonly maxCount: Series<number>;
      readonly maxBytes: Series<number>;
      readonly mediaTypes: Series<readonly string[]>;
    };
  };
}

/** Hours, because a service level is promised in them. */
export interface FactRequestFigures {
  /** Before it is asked the second time; each wait after that is twice the one before. */
  readonly firstAgainHours: Series<number>;
  /** Askings at the most, the first included. */
  readonly times: Series<number>;
  /** After the first asking: from then on the answer is late. */
  readonly serviceLevelHours: Series<number>;
}

/** How patiently that service is asked on that day. */
export function askingTermsAt({ limits }: Policy, today: Day): AskingTermsOf {
  return (service) => {
    const { firstAgainHours, times, serviceLevelHours } = limits.factRequests[service];
    return {
      firstAgainHours: valueAt(firstAgainHours, today),
      times: valueAt(times, today),
      serviceLevelHours: valueAt(serviceLevelHours, today),
    };
  };
}

/** The limits as they are on one day. */
export interface Terms {
  readonly draftDays: number;
  readonly billDays: number;
  readonly actionDays: number;
  readonly informationDays: number;
  readonly waitingDays: number;
  readonly claimDays: number;
  readonly erasureRequestDays: number;
  readonly startsPerDay: number;
  readonly edits: { readonly draft: number; readonly submitted: number };
  readonly documents: {
    readonly maxCount: number;
    readonly maxBytes: number;
    readonly mediaTypes: readonly string[];
  };
}

export function termsAt({ limits }: Policy, today: Day): Terms {
  return {
    draftDays: valueAt(limits.draftLifeDays, today),
    billDays: valueAt(limits.billLifeDays, today),
    actionDays: valueAt(limits.actionDeadlineDays, today),
    informationDays: valueAt(limits.informationDeadlineDays, today),
    waitingDays: valueAt(limits.waitingDays, today),
    claimDays: valueAt(limits.claimLifeDays, today),
    erasureRequestDays: valueAt(limits.erasureRequestDays, today),
    startsPerDay: valueAt(limits.startsPerDay, today),
    edits: {
      draft: valueAt(limits.edits.draft, today),
      submitted: valueAt(limits.edits.submitted, today),
    },
    documents: {
      maxCount: valueAt(limits.documents.maxCount, today),
      maxBytes: valueAt(limits.documents.maxBytes, today),
      mediaTypes: valueAt(limits.documents.mediaTypes, today),
    },
  };
}

/** The refusal of a period that the category may not take on that day, which names those it may. */
export function periodNotOffered(
  policy: { readonly rules: Pick<Policy['rules'], 'periods'> },
  category: ResidentCategory,
  period: PeriodMonths,
  today: Day,
): Refusal<'period-not-offered'> | undefined {
  const allowed = valueAt(policy.rules.periods[category], today);
  if (allowed.includes(period)) return undefined;
  return refuse('period-not-offered', [
    { at: '/period', code: 'period-not-offered', params: { period, allowed } },
  ]);
}

/**
 * The refusal of what depends on a category that passports has not told, or that was erased: who has to, and since when
 * that is waited for, if something waits.
 */
export function categoryNotReported(since?: Instant): Refusal<'category-not-reported'> {
  const params = { owner: 'passports', ...(since !== undefined && { since }) };
  return refuse('category-not-reported', [{ at: '/category', code: 'category-not-reported', params }]);
}

/**
 * What the case costs, line by line, at that moment.
 * It is the category passports has that decides, not the one claimed: refuses `category-not-reported` as long as there is
 * none, and `period-not-offered` when the category may not take this period. A late fee is charged only on what is
 * known: without an expiry or entry date there is none yet. `held`: what the person holds of this service.
 */
export function quoteFees(
  policy: Policy,
  of: CaseView,
  resident: ResidentView,
  period: PeriodMonths,
  at: Instant,
  held?: HeldCredential,
): FeeQuote | Refusal {
  const today = dayInRiyadh(at);
  const category = knownOf(resident.category)?.value;
  if (category === undefined) return categoryNotReported();
  const notOffered = periodNotOffered(policy, category, period, today);
  if (notOffered !== undefined) return notOffered;
  const lines = [
    ...(isCitizensWife(resident)
      ? [
          line(
            of.service,
            `fees.citizensWife.${period}`,
            entryInForce(policy.fees.citizensWife[period], today),
          ),
        ]
      : [
          line(of.service, `fees.iqama.${period}`, entryInForce(policy.fees.iqama[period], today)),
          ...dependantLevy(policy, category, period, today),
        ]),
    ...(of.service === 'renew'
      ? lateRenewal(policy, resident, held, today)
      : lateFirstIssue(policy, resident, today)),
  ];
  const total = halalas(lines.reduce((sum, { amount }) => sum + amount, 0));
  const notCharged = category === 'employee' ? { notCharged: [workPermit(policy, period, today)] } : {};
  return { period, lines, total, ...notCharged, policyVersion: policy.version };
}

/**
 * A woman who is on record as dependant on a citizen, whose number begins with 1 (domain: 500 a year). All three come from
 * registers: while one of them is not known, or was erased, she pays as any dependant. A citizen's wife owes no levy,
 * which is for dependants of residents.
 */
function isCitizensWife({ category, sponsor, passport }: ResidentView): boolean {
  const [sponsorNumber, sex] = [knownOf(sponsor)?.value, knownOf(passport)?.value.sex];
  return knownOf(category)?.value === 'dependant' && sex === 'F' && (sponsorNumber?.startsWith('1') ?? false);
}

/** Paid by the employer, to labour. */
function workPermit({ fees }: Policy, period: PeriodMonths, today: Day): FeeElsewhere {
  const least = entryInForce(fees.workPermitPerMonth.least, today);
  const most = entryInForce(fees.workPermitPerMonth.most, today);
  return {
    code: 'work-permit',
    least: halalas(least.value * period),
    most: halalas(most.value * period),
    policy: `fees.workPermitPerMonth.least@${least.validFrom}, fees.workPermitPerMonth.most@${most.validFrom}`,
  };
}

function dependantLevy(
  policy: Policy,
  category: ResidentCategory,
  period: PeriodMonths,
  today: Day,
): readonly FeeLine[] {
  if (category !== 'dependant') return [];
  const levy = entryInForce(policy.fees.dependantLevyPerMonth, today);
  return [
    line('dependant-levy', 'fees.dependantLevyPerMonth', { ...levy, value: halalas(levy.value * period) }),
  ];
}

function lateRenewal(
  policy: Policy,
  resident: ResidentView,
  held: HeldCredential | undefined,
  today: Day,
): readonly FeeLine[] {
  const validUntil = lastDayOf(resident, held);
  if (validUntil === undefined || validUntil === 'erased') return [];
  const lastDay = addDays(validUntil, valueAt(policy.rules.renewalLateAfterDays, today));
  if (today <= lastDay) return [];
  const often = lateRenewalsOf(resident, held) === 0 ? 'first' : 'again';
  return [
    line('late-renewal', `fees.lateRenewal.${often}`, entryInForce(policy.fees.lateRenewal[often], today)),
  ];
}

function lateFirstIssue(policy: Policy, resident: ResidentView, today: Day): readonly FeeLine[] {
  const entry = knownOf(resident.residency)?.value.entryDate;
  if (
    entry === undefined ||
    entry === 'erased' ||
    daysBetween(entry, today) <= valueAt(policy.rules.firstIssueLateAfterDays, today)
  )
    return [];
  return [line('late-first-issue', 'fees.lateFirstIssue', entryInForce(policy.fees.lateFirstIssue, today))];
}

function line(code: FeeLine['code'], entry: string, { value, validFrom }: Dated<Halalas>): FeeLine {
  return { code, amount: value, policy: `${entry}@${validFrom}` };
}

function halalas(amount: number): Halalas {
  // Sums and multiples of halalas by small integers are halalas.
  return amount as Halalas;
}

/** The first day a renewal may be asked for, for an iqama valid until that day. */
export function renewalOpensOn(policy: Policy, category: ResidentCategory, validUntil: Day, today: Day): Day {
  return windowOpensOn(validUntil, valueAt(policy.rules.renewalWindowMonths[category], today));
}

/** The first day on which fewer than so many months are left. */
export function windowOpensOn(validUntil: Day, months: number): Day {
  return addDays(addMonths(validUntil, -months), 1);
}

/** What a ground does to an identity that was issued. */
export type GroundEffect = 'suspends' | 'revokes' | 'nothing';

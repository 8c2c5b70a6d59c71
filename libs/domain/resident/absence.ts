import type { Instant } from '../kernel/brand.js';
import { unreachable } from '../kernel/decider.js';
import type { Fact } from './facts.js';

/**
 * The life of an absence report (تغيب, huroob):
 * none → reported (grace until) → confirmed | cancelled | appealed → upheld | dismissed.
 * `upheld`: the appeal was, so the report is void. `dismissed`: the appeal was, so the report stands.
 */
export type Absence =
  | { readonly state: 'none'; readonly factIds: readonly string[] }
  | {
      readonly state: 'reported' | 'confirmed' | 'cancelled' | 'appealed' | 'upheld' | 'dismissed';
      readonly reportId: string;
      readonly reportedAt: Instant;
      /** As the report said it; undefined: the policy's grace applies. */
      readonly graceUntil: Instant | undefined;
      readonly factIds: readonly string[];
    };

type Report = Exclude<Absence, { state: 'none' }> & { readonly factIds: string[] };
type AbsenceFact = Extract<
  Fact,
  {
    kind:
      'absence-reported' | 'absence-confirmed' | 'absence-cancelled' | 'absence-appealed' | 'appeal-decided';
  }
>;

/** The steps in the order they are taken, for facts that are effective at the same instant. */
const STEPS: readonly Fact['kind'][] = [
  'absence-reported',
  'absence-confirmed',
  'absence-appealed',
  'appeal-decided',
  'absence-cancelled',
];

/** The gravest first: one report that stands is enough. */
const GRAVITY: readonly Report['state'][] = [
  'confirmed',
  'dismissed',
  'appealed',
  'reported',
  'upheld',
  'cancelled',
];

/** Where the resident stands: the gravest of all reports. `facts` in order of effect. */
export function absenceOf(facts: readonly Fact[]): Absence {
  const reports = new Map<string, Report>();
  const steps = facts.filter(isAbsenceFact).sort(byStep);
  for (const fact of steps) {
    const { reportId } = fact.content;
    reports.set(reportId, next(reports.get(reportId), fact));
  }
  const [gravest] = [...reports.values()].sort((a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state));
  return gravest ?? { state: 'none', factIds: [] };
}

function isAbsenceFact(fact: Fact): fact is AbsenceFact {
  return STEPS.includes(fact.kind);
}

function byStep(a: AbsenceFact, b: AbsenceFact): number {
  if (a.effective !== b.effective) return a.effective < b.effective ? -1 : 1;
  return STEPS.indexOf(a.kind) - STEPS.indexOf(b.kind);
}

/** A step whose report has not arrived yet shows that there is one: it counts from then on. Takes the ids over. */
function next(report: Report | undefined, fact: AbsenceFact): Report {
  const factIds = report?.factIds ?? [];
  factIds.push(fact.id);
  return {
    state: stateAfter(report?.state, fact),
    reportId: fact.content.reportId,
    reportedAt: report?.reportedAt ?? fact.effective,
    graceUntil: fact.kind === 'absence-reported' ? fact.content.graceUntil : report?.graceUntil,
    factIds,
  };
}

function stateAfter(before: Report['state'] | undefined, fact: AbsenceFact): Report['state'] {
  // A report that was cancelled or declared void is over; a new one has an id of its own.
  if (before === 'cancelled' || before === 'upheld') return before;
  switch (fact.kind) {
    case 'absence-reported':
      return before ?? 'reported';
    case 'absence-confirmed':
      // An appeal that is not decided keeps the report open.
      return before === 'appealed' || before === 'dismissed' ? before : 'confirmed';
    case 'absence-appealed':
      return 'appealed';
    case 'appeal-decided':
      return fact.content.outcome;
    case 'absence-cancelled':
      return 'cancelled';
    default:
      return unreachable(fact);
  }
}

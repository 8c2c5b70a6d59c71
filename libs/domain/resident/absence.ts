import type { Instant } from '../kernel/brand.js';
import { unreachable } from '../kernel/decider.js';
import type { Fact } from './facts.js';
import type { RecordedFact } from './file.js';

/**
 * The life of an absence report (تغيب, huroob):
 * none → reported (grace until) → confirmed | cancelled | appealed → upheld | dismissed.
 * `upheld`: the appeal was, so the report is void. `dismissed`: the appeal was, so the report stands.
 */
export type Absence =
  | { readonly state: 'none'; readonly factIds: readonly string[] }
  /** Something was said about a report and has been erased since: whether one stands nobody can tell. */
  | { readonly state: 'erased'; readonly factIds: readonly string[] }
  | {
      readonly state: 'reported' | 'confirmed' | 'cancelled' | 'appealed' | 'upheld' | 'dismissed';
      readonly reportId: string;
      readonly reportedAt: Instant;
      /** As the report said it; undefined: the policy's grace applies. */
      readonly graceUntil: Instant | undefined;
      readonly factIds: readonly string[];
    };

/** A report that is known. */
export type Report = Exclude<Absence, { state: 'none' | 'erased' }>;
/** While it is put together. */
type Growing = Report & { readonly factIds: string[] };
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

/** Known to stand, or to be open: that outweighs what was erased. */
const OPEN: readonly Report['state'][] = ['confirmed', 'dismissed', 'appealed', 'reported'];

/** The gravest first: one report that stands is enough. */
const GRAVITY: readonly Report['state'][] = [...OPEN, 'upheld', 'cancelled'];

/**
 * Where the resident stands: the gravest of all reports. `facts` in order of effect. What was erased may have been a
 * report that stands, so nothing less than one that is known to outweighs it.
 */
export function absenceOf(facts: readonly RecordedFact[]): Absence {
  const reports = new Map<string, Growing>();
  const told = facts.filter(({ kind }) => STEPS.includes(kind));
  const erased = told.filter(({ content }) => content === 'erased').map(({ id }) => id);
  const steps = told.filter(isAbsenceFact).sort(byStep);
  for (const fact of steps) {
    const { reportId } = fact.content;
    reports.set(reportId, next(reports.get(reportId), fact));
  }
  const [gravest] = [...reports.values()].sort((a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state));
  if (erased.length > 0 && !(gravest !== undefined && OPEN.includes(gravest.state)))
    return { state: 'erased', factIds: erased };
  return gravest ?? { state: 'none', factIds: [] };
}

function isAbsenceFact(fact: RecordedFact): fact is AbsenceFact {
  return STEPS.includes(fact.kind) && fact.content !== 'erased';
}

function byStep(a: AbsenceFact, b: AbsenceFact): number {
  if (a.effective !== b.effective) return a.effective < b.effective ? -1 : 1;
  return STEPS.indexOf(a.kind) - STEPS.indexOf(b.kind);
}

/** A step whose report has not arrived yet shows that there is one: it counts from then on. Takes the ids over. */
function next(report: Growing | undefined, fact: AbsenceFact): Growing {
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

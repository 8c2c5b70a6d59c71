import type { Instant } from '#decider/brand.js';
import { unreachable } from '#decider/decider.js';
import { type RestsOn, restingOn } from '../kernel/rests-on.js';
import type { Fact } from './facts.js';
import type { FactsInForce, Of } from './in-force.js';
import { byEffect, compareInOrder, LastFacts } from './in-order.js';

/**
 * The life of an absence report (تغيب, huroob):
 * none → reported (grace until) → confirmed | cancelled | appealed → upheld | dismissed.
 * `upheld`: the appeal was, so the report is void. `dismissed`: the appeal was, so the report stands.
 */
export type Absence =
  | ({ readonly state: 'none' } & RestsOn)
  /** Something was said about a report and has been erased since: whether one stands nobody can tell. */
  | ({ readonly state: 'erased' } & RestsOn)
  | (Report & {
      /** Other reports that stand or are open, the gravest first; absent: none. */
      readonly besides?: readonly Report[];
    });

/** A report that is known. */
export interface Report extends RestsOn {
  readonly state: 'reported' | 'confirmed' | 'cancelled' | 'appealed' | 'upheld' | 'dismissed';
  readonly reportId: string;
  readonly reportedAt: Instant;
  /** As the report said it; undefined: the policy's grace applies. */
  readonly graceUntil: Instant | undefined;
}

/** While it is put together. */
type Growing = Report & { readonly factIds: string[] };
type AbsenceFact = Extract<Fact, { kind: (typeof STEPS)[number] }>;

/** The steps in the order they are taken, for facts that are effective at the same instant. */
const STEPS = [
  'absence-reported',
  'absence-confirmed',
  'absence-appealed',
  'appeal-decided',
  'absence-cancelled',
] as const;

/** Known to stand, or to be open: that outweighs what was erased. */
const OPEN: readonly Report['state'][] = ['confirmed', 'dismissed', 'appealed', 'reported'];

/** The gravest first: one report that stands is enough. */
const GRAVITY: readonly Report['state'][] = [...OPEN, 'upheld', 'cancelled'];

/**
 * Where the resident stands: the gravest of all reports. What was erased may have been a report that stands, so nothing
 * less than one that is known to outweighs it.
 */
export function absenceOf(facts: FactsInForce): Absence {
  const reports = new Map<string, Growing>();
  const told = STEPS.flatMap((step): readonly Of<(typeof STEPS)[number]>[] => facts.of(step));
  const erased = new LastFacts();
  for (const fact of told) if (fact.content === 'erased') erased.add(fact);
  for (const fact of told.filter(isKnown).sort(byStep)) {
    // In files of the first release, an id may be written in either form.
    const name = fact.content.reportId.normalize('NFC');
    reports.set(name, next(reports.get(name), fact));
  }
  const [gravest, ...others] = [...reports.values()].sort(
    (a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state),
  );
  if (!erased.isEmpty && !(gravest !== undefined && OPEN.includes(gravest.state)))
    return { state: 'erased', ...erased.restsOn() };
  if (gravest === undefined) return { state: 'none', factIds: [] };
  const besides = others.filter(({ state }) => OPEN.includes(state)).map(grown);
  return { ...grown(gravest), ...(besides.length > 0 && { besides }) };
}

function grown(report: Growing): Report {
  return { ...report, ...restingOn(report.factIds) };
}

/** Every report that stands or is open, the gravest first; one that is over where there is no other. */
export function reportsIn(absence: Absence): readonly Report[] {
  return 'reportId' in absence ? [absence, ...(absence.besides ?? [])] : [];
}

function isKnown(fact: Of<AbsenceFact['kind']>): fact is AbsenceFact {
  return fact.content !== 'erased';
}

function byStep(a: AbsenceFact, b: AbsenceFact): number {
  return (
    compareInOrder(a.effective, b.effective) ||
    STEPS.indexOf(a.kind) - STEPS.indexOf(b.kind) ||
    byEffect(a, b)
  );
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

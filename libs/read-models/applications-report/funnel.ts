import type { Cell, Cells } from './document.js';
import { shown, suppressed } from './suppression.js';

/** How far the applications of a period came, in people. */
export interface FunnelStages {
  readonly started: number;
  readonly submitted: number;
  readonly decided: number;
  /** By outcome, see ReportOutcome. */
  readonly outcomes: ReadonlyMap<string, number>;
}

/** What a decision leads to; the other outcomes are of cases nobody decided. */
const DECIDED = new Set(['approved', 'issued', 'rejected']);

/**
 * The funnel and the outcomes as they may be shown side by side. They are about the same people: the outcomes after a
 * decision add up to the decided, and whoever is in one stage and not in the next is a number, too. None of that may
 * be told by subtraction where it is about fewer than k people.
 */
export function funnelAndOutcomes({ started, submitted, decided, outcomes }: FunnelStages, k: number) {
  const decidedCell = split(started, decided, k);
  const parts = decidedCell === null ? [outcomes] : [some(outcomes, true), some(outcomes, false)];
  const cells: Cells = Object.assign({}, ...parts.map((part) => suppressed(part, k)));
  const issued = outcomes.has('issued') ? (cells['issued'] ?? null) : 0;
  const below = decidedCell ?? issued ?? 0;
  const submittedCell = shown(submitted - below, k) === null ? null : split(started, submitted, k);
  return {
    funnel: { started: shown(started, k), submitted: submittedCell, decided: decidedCell, issued },
    outcomes: cells,
  };
}

/** A part of a whole that is shown, unless the part or the rest is small. */
const split = (whole: number, part: number, k: number): Cell =>
  shown(whole - part, k) === null ? null : shown(part, k);

const some = (outcomes: ReadonlyMap<string, number>, decided: boolean): ReadonlyMap<string, number> =>
  new Map([...outcomes].filter(([outcome]) => DECIDED.has(outcome) === decided));

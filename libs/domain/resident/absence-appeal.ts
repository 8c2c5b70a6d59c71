import type { Instant } from '#decider/brand.js';
import type { Erased } from '#decider/decider.js';
import { type Absence, type Report, reportsIn } from './absence.js';

/** What somebody says against a report of absence: sealed, since the report's id and the statement are personal. */
export interface AppealContent {
  /** The report it is against, as labour names it. */
  readonly reportId: string;
  /** In the person's own words. */
  readonly statement: string;
}

/** A person's word that a report of absence is false. It is a claim: labour decides on appeals, and its word counts. */
export interface AbsenceAppeal {
  readonly statedAt: Instant;
  readonly content: AppealContent | Erased;
}

/** Longest statement, characters. */
export const MAX_STATEMENT = 2_000;

/**
 * What one more appeal would be against: the gravest report that stands and has none. `stated`: there is none without.
 * Undefined: no report stands, or labour has told of an appeal.
 */
export function toAppeal(absence: Absence, appeals: readonly AbsenceAppeal[]): Report | 'stated' | undefined {
  const appealed = reportsAppealed(appeals);
  const reports = reportsIn(absence);
  const without = reports.find((report) => canBeAppealed(report) && !isAmong(appealed, report));
  return without ?? (reports.some((report) => isAmong(appealed, report)) ? 'stated' : undefined);
}

/** It stands, and labour has told of no appeal against it. */
function canBeAppealed({ state }: Report): boolean {
  return state === 'reported' || state === 'confirmed';
}

/** What is left of the reports when those are taken out that the person says are false, and labour says nothing more of. */
export function uncontested(absence: Absence, appealed: readonly string[]): readonly Report[] {
  return reportsIn(absence).filter((report) => !(canBeAppealed(report) && isAmong(appealed, report)));
}

/** The reports that the appeals are against, by one spelling of their ids; what was erased is against nothing known. */
export function reportsAppealed(appeals: readonly AbsenceAppeal[]): readonly string[] {
  return appeals.flatMap(({ content }) => (content === 'erased' ? [] : spelling(content.reportId)));
}

/** Whether the report is one of them. */
function isAmong(reports: readonly string[], { reportId }: Pick<Report, 'reportId'>): boolean {
  return reports.includes(spelling(reportId));
}

/** In files of the first release an id may be written in either form. */
function spelling(reportId: string): string {
  return reportId.normalize('NFC');
}

import type { Instant } from '../kernel/brand.js';
import type { Erased } from '../kernel/decider.js';
import type { Absence, Report } from './absence.js';

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
 * What one more appeal would be against; `stated`: there is one against that report already. Undefined: there is no
 * report that stands, or labour has told of an appeal.
 */
export function toAppeal(absence: Absence, appeals: readonly AbsenceAppeal[]): Report | 'stated' | undefined {
  const known = 'reportId' in absence && isAmong(reportsAppealed(appeals), absence);
  return known ? 'stated' : reportToAppeal(absence);
}

/** What an appeal can be stated against: a report that stands, and of which labour has told no appeal. Undefined: none. */
export function reportToAppeal(absence: Absence): Report | undefined {
  return absence.state === 'reported' || absence.state === 'confirmed' ? absence : undefined;
}

/** The reports that the appeals are against, by one spelling of their ids; what was erased is against nothing known. */
export function reportsAppealed(appeals: readonly AbsenceAppeal[]): readonly string[] {
  return appeals.flatMap(({ content }) => (content === 'erased' ? [] : spelling(content.reportId)));
}

/** Whether the report is one of them. */
export function isAmong(reports: readonly string[], { reportId }: Pick<Report, 'reportId'>): boolean {
  return reports.includes(spelling(reportId));
}

/** In files of the first release an id may be written in either form. */
function spelling(reportId: string): string {
  return reportId.normalize('NFC');
}

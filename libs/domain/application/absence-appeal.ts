import type { Instant } from '#decider/brand.js';
import { refuse } from '#decider/decider.js';
import type { Absence } from '../resident/absence.js';
import { toAppeal } from '../resident/absence-appeal.js';
import { isClosed, isStarted, type ApplicationState } from './application.js';
import type { ApplicationDecision } from './refusals.js';

/**
 * The applicant says that the report of absence against them is false. It decides nothing: an officer looks at the case
 * until labour reports what became of it. Possible as long as the case runs, in a draft too, against a report that
 * stands; once for each report.
 */
export function decideStateAbsenceAppeal(
  state: ApplicationState,
  { absence, statement, at }: { readonly absence: Absence; readonly statement: string; readonly at: Instant },
): ApplicationDecision {
  if (!isStarted(state)) return refuse('application-not-found');
  if (isClosed(state)) return refuse('application-closed');
  const report = toAppeal(absence, state.absenceAppeals);
  if (report === 'stated') return [];
  if (report === undefined) return refuse('no-absence-to-appeal');
  return [
    {
      type: 'AbsenceAppealStated',
      data: { statedAt: at },
      personal: { reportId: report.reportId, statement },
    },
  ];
}

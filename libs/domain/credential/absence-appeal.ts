import type { Instant } from '#decider/brand.js';
import { dayInRiyadh } from '../calendar/day.js';
import { refuse } from '#decider/decider.js';
import type { Absence } from '../resident/absence.js';
import { toAppeal } from '../resident/absence-appeal.js';
import { type CredentialDecision, type CredentialState, hasEnded } from './credential.js';

/**
 * The holder says that the report of absence against them is false. It lifts nothing: the ground stays until labour says
 * otherwise. Officers see it, and a renewal is looked at in the light of it. Once for each report, as long as the
 * identity runs, suspended or not.
 */
export function decideStateAbsenceAppealByHolder(
  state: CredentialState,
  { absence, statement, at }: { readonly absence: Absence; readonly statement: string; readonly at: Instant },
): CredentialDecision {
  if (state.phase === 'none') return refuse('credential-not-found');
  const { subject, validUntil } = state.issue;
  if (hasEnded(state) || dayInRiyadh(at) > validUntil.gregorian) return refuse('credential-ended');
  const report = toAppeal(absence, state.absenceAppeals);
  if (report === 'stated') return [];
  if (report === undefined) return refuse('no-absence-to-appeal');
  return [
    {
      type: 'AbsenceAppealStatedByHolder',
      data: { subject, statedAt: at },
      personal: { reportId: report.reportId, statement },
    },
  ];
}

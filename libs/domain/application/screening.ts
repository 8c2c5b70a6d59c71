import type { Instant } from '#decider/brand.js';
import { addDaysTo } from '../calendar/day.js';
import { changesFirst } from '../conditions/evaluate.js';
import { CONDITION_IDS, type ConditionOutcome } from '../conditions/outcome.js';
import { refuse, unreachable } from '#decider/decider.js';
import type { RestsOn } from '../kernel/rests-on.js';
import { deepEqual } from '../kernel/deep-equal.js';
import type { Terms } from '../policy/policy.js';
import { isClosed, type ApplicationState, type SubmittedApplication } from './application.js';
import type { ApplicationEvent, Knowledge, ScreeningResult } from './events.js';
import type { ApplicationDecision } from './refusals.js';

/** Every condition, checked against what was known at one moment. */
export interface Screening {
  readonly outcomes: readonly ConditionOutcome[];
  readonly knew: Knowledge;
  readonly ruleVersion: string;
  readonly at: Instant;
}

/**
 * Draws the consequence of a screening, in this order: a final ground rejects; what needs judgment goes to an officer;
 * what the applicant can mend is required of them, by a deadline; what somebody else has to report is waited for; and
 * when nothing is left open the rules approve.
 *
 * A case is screened again whenever something new is known:
 * - Nothing new known and nothing decided: no events; but a case that waits without a day (a former release's) gets one.
 * - Made on less than the case was screened on before (two screenings ran side by side), it must not undo what was
 *   found since: refused, to be made again on what is known now.
 * - The applicant's deadline runs from when action was first required. Another fact does not extend it; only leaving
 *   that state does.
 * - With an officer, the board is kept up to date, but the rules do not decide over the officer's head: a case that
 *   somebody has claimed, was asked about or that was reopened stays theirs even if everything is satisfied. Only a
 *   final ground rejects, because no officer could approve against it and waiting would only hold the applicant's
 *   money. A referral that nobody has looked at yet goes back to the rules when its reason is gone.
 * - What somebody else has to report is waited for until a day that further facts do not move; then an officer looks
 *   at the case, see `decideEscalate`.
 * - Approved but not issued, an approval whose ground is gone is withdrawn first. What an officer accepted knowingly
 *   stays accepted as long as it rests on the very same finding.
 */
export function decideScreening(
  state: ApplicationState,
  screening: Screening,
  terms: Pick<Terms, 'actionDays' | 'waitingDays'>,
): ApplicationDecision {
  if (isClosed(state)) return [];
  if (!('submission' in state)) return refuse('application-not-submitted');
  const { outcomes, knew, ruleVersion, at } = screening;
  const unanswered = CONDITION_IDS.filter((id) => !outcomes.some(({ condition }) => condition === id));
  if (unanswered.length > 0) {
    return refuse(
      'board-incomplete',
      unanswered.map((id) => ({ at: id, code: 'condition-not-checked' })),
    );
  }

  if (state.screened && isOvertaken(knew, state.screened.knew)) return refuse('screening-overtaken');

  const changed = outcomes.filter((outcome) => !saysTheSame(state.board[outcome.condition], outcome));
  const found = leftToOfficer(state, conclude(withoutAccepted(state, outcomes)));
  const consequence = consequenceOf(state, found, screening, terms);
  const sameKnowledge = deepEqual(state.screened?.knew, knew) && state.screened?.ruleVersion === ruleVersion;
  const withoutDay = found.result === 'waiting' && state.phase === 'screening' && state.until === undefined;
  if (changed.length === 0 && consequence.length === 0 && sameKnowledge && !withoutDay) return [];
  const lookAgainAt = changesFirst(outcomes);
  return [
    ...withdrawnApproval(state, found, at),
    {
      type: 'ScreeningCompleted',
      data: {
        result: found.result,
        ruleVersion,
        knew,
        completedAt: at,
        ...(found.result === 'waiting' && { until: waitsUntil(state, at, terms) }),
        ...(lookAgainAt !== undefined && { lookAgainAt }),
      },
      personal: { changed },
    },
    ...consequence,
  ];
}

/** Whether any source had been read less far. Revisions only grow. */
function isOvertaken(knew: Knowledge, before: Knowledge): boolean {
  if (knew.fees < before.fees || knew.directives < before.directives) return true;
  if (before.resident.some((revision, file) => (knew.resident[file] ?? -1) < revision)) return true;
  if (isEarlier(knew.held, before.held)) return true;
  // Another number has other streams: those of one and the same are compared.
  return deepEqual(knew.resident, before.resident) && isEarlier(knew.number, before.number);
}

/** One stream leads to the next: the first of them that differs decides, what follows it is of another stream then. */
function isEarlier(now: readonly number[] | undefined, before: readonly number[] | undefined): boolean {
  if (now === undefined || before === undefined) return false;
  const nothing = -2; // less than that of an empty stream
  const differing = before.findIndex((revision, at) => revision !== now[at]);
  return differing >= 0 && (now[differing] ?? nothing) < (before[differing] ?? nothing);
}

/** What a screening comes to, and the outcomes that decided it. */
interface Conclusion {
  readonly result: ScreeningResult;
  readonly because: readonly ConditionOutcome[];
}

function conclude(outcomes: readonly ConditionOutcome[]): Conclusion {
  const open = outcomes.filter(({ state }) => state === 'failed' || state === 'pending');
  const final = open.filter(({ state, remedy }) => state === 'failed' && remedy === 'none');
  if (final.length > 0) return { result: 'rejected', because: final };
  const toJudge = outcomes.filter(({ remedy }) => remedy === 'officer');
  if (toJudge.length > 0) return { result: 'referred', because: toJudge };
  const toMend = open.filter(({ remedy }) => remedy === 'applicant');
  if (toMend.length > 0) return { result: 'action-required', because: toMend };
  return { result: open.length > 0 ? 'waiting' : 'satisfied', because: open };
}

/** What an officer approved in spite of counts as settled, as long as the finding is the very same. */
function withoutAccepted(
  state: SubmittedApplication,
  outcomes: readonly ConditionOutcome[],
): readonly ConditionOutcome[] {
  if (state.phase !== 'approved') return outcomes;
  return outcomes.filter((outcome) => !state.accepted.some((accepted) => isSameFinding(accepted, outcome)));
}

function isSameFinding(one: ConditionOutcome, other: ConditionOutcome): boolean {
  const { condition, state, reason, remedy, fields } = one;
  const alike = deepEqual({ ...other, condition, state, reason, remedy, fields }, other);
  return alike && restOnTheSame(one, other);
}

function saysTheSame(former: ConditionOutcome | undefined, outcome: ConditionOutcome): boolean {
  if (former === undefined || !restOnTheSame(former, outcome)) return false;
  const { factIds, checkedAt } = outcome;
  return deepEqual({ ...former, factIds, checkedAt }, outcome);
}

/** Named in whatever order: a former release named them violation by violation. */
function restOnTheSame(one: RestsOn, other: RestsOn): boolean {
  return (
    one.factsLeftOut === other.factsLeftOut && deepEqual([...one.factIds].sort(), [...other.factIds].sort())
  );
}

/** An officer's case stays with the officer, unless there is a final ground. */
function leftToOfficer(state: SubmittedApplication, found: Conclusion): Conclusion {
  if (state.phase !== 'in-review' || found.result === 'rejected') return found;
  // Still nobody has reported: the officer may look at it.
  if (found.result === 'waiting' && state.reasons.includes(WAITED_TOO_LONG))
    return { result: 'referred', because: [] };
  const untouched =
    state.claimedBy === undefined && state.information === undefined && state.reversal === undefined;
  return untouched ? found : { result: 'referred', because: [] };
}

function waitsUntil(
  state: SubmittedApplication,
  at: Instant,
  { waitingDays }: Pick<Terms, 'waitingDays'>,
): Instant {
  return (state.phase === 'screening' ? state.until : undefined) ?? addDaysTo(at, waitingDays);
}

const WAITED_TOO_LONG = 'waited-too-long';

/**
 * Nobody has reported what the case waits for: an officer looks at it. Fired at least once and perhaps late: nothing
 * happens if the day has moved or the case has moved on.
 */
export function decideEscalate(
  state: ApplicationState,
  { at }: { readonly at: Instant },
): ApplicationDecision {
  if (state.phase !== 'screening' || state.until === undefined || at < state.until) return [];
  const awaited = Object.values(state.board).filter(({ state: found }) => found === 'pending');
  const reasons = [WAITED_TOO_LONG, ...awaited.map(({ reason }) => reason)];
  return [{ type: 'ReferredToOfficer', data: { referredAt: at }, personal: { reasons } }];
}

/** An approval that cannot be carried out (the person's data was erased meanwhile) is an officer's to end. */
export function decideCannotIssue(
  state: ApplicationState,
  { reason, at }: { readonly reason: string; readonly at: Instant },
): ApplicationDecision {
  if (state.phase !== 'approved') return [];
  return [
    { type: 'ApprovalWithdrawn', data: { withdrawnAt: at }, personal: { reason } },
    { type: 'ReferredToOfficer', data: { referredAt: at }, personal: { reasons: [reason] } },
  ];
}

function withdrawnApproval(
  state: SubmittedApplication,
  found: Conclusion,
  withdrawnAt: Instant,
): readonly ApplicationEvent[] {
  if (state.phase !== 'approved' || found.result === 'satisfied') return [];
  return [{ type: 'ApprovalWithdrawn', data: { withdrawnAt }, personal: { reason: reasonOf(found) } }];
}

function consequenceOf(
  state: SubmittedApplication,
  found: Conclusion,
  { ruleVersion, at }: Screening,
  { actionDays }: Pick<Terms, 'actionDays'>,
): readonly ApplicationEvent[] {
  switch (found.result) {
    case 'satisfied': {
      if (state.phase === 'approved') return [];
      return [{ type: 'ApplicationApproved', data: { by: { kind: 'rules', ruleVersion }, approvedAt: at } }];
    }
    case 'waiting':
      return [];
    case 'action-required': {
      const conditions = found.because.map(({ condition, reason }) => ({ condition, reason }));
      const already = state.phase === 'action-required';
      if (already && deepEqual(state.required, conditions)) return [];
      const until = already ? state.until : addDaysTo(at, actionDays);
      return [{ type: 'ActionRequired', data: { until }, personal: { conditions } }];
    }
    case 'referred': {
      const reasons = found.because.map(({ reason }) => reason);
      if (state.phase === 'in-review' && (reasons.length === 0 || deepEqual(state.reasons, reasons)))
        return [];
      return [{ type: 'ReferredToOfficer', data: { referredAt: at }, personal: { reasons } }];
    }
    case 'rejected': {
      const reason = reasonOf(found);
      return [
        {
          type: 'ApplicationRejected',
          data: { by: { kind: 'rules' }, remedy: 'none', rejectedAt: at },
          personal: { reason },
        },
      ];
    }
    default:
      return unreachable(found.result);
  }
}

/** The first ground stands for all; the board has the others. */
function reasonOf({ because, result }: Conclusion): string {
  return because[0]?.reason ?? result;
}

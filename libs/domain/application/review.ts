import type { Instant, Subject } from '#decider/brand.js';
import { addDaysTo } from '../calendar/day.js';
import { NUMBER_HELD } from '../conditions/number-held.js';
import { CONDITION_IDS } from '../conditions/outcome.js';
import { refuse, type Refusal, type RefusalDetail } from '#decider/decider.js';
import type { Terms } from '../policy/policy.js';
import { isClosed, isStarted, type ApplicationState, type Board, type InReview } from './application.js';
import { type Impartiality, partial } from './impartiality.js';
import type { ApplicationDecision, ApplicationRefusalCode } from './refusals.js';

/**
 * What the rules cannot decide, officers do: one officer at a time, a reversal takes two, and nobody acts in a case of
 * their own or of a person they sponsor (only giving such a case back is allowed).
 */

/** What one officer does at one moment. */
interface ByOfficer {
  readonly officer: string;
  readonly at: Instant;
}

/** Likewise, who has to be impartial. */
type ByImpartialOfficer = ByOfficer & Impartiality;

/**
 * An officer takes the case from the queue. Not the one whose decision on it was taken back. What another officer has
 * kept undecided for too long may be taken from them: people fall ill and leave.
 */
export function decideClaim(
  state: ApplicationState,
  claim: ByImpartialOfficer,
  terms: Pick<Terms, 'claimDays'>,
): ApplicationDecision {
  const { officer, at } = claim;
  if (state.phase !== 'in-review') return notInReview(state);
  const objection = partial(state, claim);
  if (objection) return objection;
  if (state.claimedBy === officer) return [];
  const former = state.claimedBy;
  if (former !== undefined && !isKeptTooLong(state, at, terms)) return refuse('claimed-by-another');
  if (state.reversal?.decidedBy === officer) return refuse('four-eyes');
  const claimed = { type: 'ReviewClaimed', data: { officer, claimedAt: at } } as const;
  return former === undefined
    ? [claimed]
    : [{ type: 'ReviewReleased', data: { officer: former, releasedAt: at } }, claimed];
}

/** Not while the applicant owes an answer: that has a deadline of its own. */
function isKeptTooLong(
  { claimedAt, information }: InReview,
  at: Instant,
  { claimDays }: Pick<Terms, 'claimDays'>,
): boolean {
  return claimedAt !== undefined && information === undefined && at >= addDaysTo(claimedAt, claimDays);
}

/** The officer puts it back for another. */
export function decideRelease(state: ApplicationState, { officer, at }: ByOfficer): ApplicationDecision {
  if (state.phase !== 'in-review') return notInReview(state);
  if (state.claimedBy === undefined) return [];
  if (state.claimedBy !== officer) return refuse('claimed-by-another');
  return [{ type: 'ReviewReleased', data: { officer, releasedAt: at } }];
}

/** The officer asks the applicant for something, to be answered by a deadline. Asking again replaces the question. */
export function decideRequestInformation(
  state: ApplicationState,
  question: Omit<ByImpartialOfficer, 'at'> & { readonly reason: string; readonly until: Instant },
): ApplicationDecision {
  const { officer, reason, until } = question;
  if (state.phase !== 'in-review') return notInReview(state);
  const notTheirs = partial(state, question) ?? claimedByNotThem(state, officer);
  if (notTheirs) return notTheirs;
  const { information } = state;
  if (information?.reason === reason && information.until === until) return [];
  return [{ type: 'InformationRequested', data: { officer, reason, until } }];
}

/** The applicant has answered, with details or documents; the case is the officer's again. */
export function decideProvideInformation(
  state: ApplicationState,
  { at }: { readonly at: Instant },
): ApplicationDecision {
  if (state.phase !== 'in-review') return notInReview(state);
  if (state.information === undefined) return [];
  return [{ type: 'InformationProvided', data: { providedAt: at } }];
}

/**
 * The officer who claimed the case approves or rejects it. An approval may accept what was left to an officer's
 * judgment, and nothing else: an officer cannot waive a fee, a violation or a report still to come.
 */
export function decideReview(
  state: ApplicationState,
  review: ByImpartialOfficer & { readonly decision: 'approve' | 'reject'; readonly reason: string },
): ApplicationDecision {
  const { officer, decision, reason, at } = review;
  if (wasDecidedSo(state, review)) return [];
  if (state.phase !== 'in-review') return notInReview(state);
  const notTheirs = partial(state, review) ?? claimedByNotThem(state, officer);
  if (notTheirs) return notTheirs;
  const by = { kind: 'officer', officer } as const;
  if (decision === 'reject') {
    const data = { by, remedy: 'none', rejectedAt: at } as const;
    return [{ type: 'ApplicationRejected', data, personal: { reason } }];
  }
  if (isNumberHeld(state)) return refuse('number-held', [{ at: 'valid-iqama', code: NUMBER_HELD }]);
  const open = notForAnOfficer(state.board);
  if (open.length > 0) return refuse('conditions-open', open);
  return [{ type: 'ApplicationApproved', data: { by, approvedAt: at } }];
}

/**
 * The officer who claimed the case decides that its applicant is who holds the number (`holder`; undefined: nobody else
 * does, any more). It approves nothing: it takes away what stood against an approval, and holds for this holder only.
 */
export function decideConfirmHolder(
  state: ApplicationState,
  decision: ByImpartialOfficer & { readonly holder: Subject | undefined; readonly reason: string },
): ApplicationDecision {
  const { officer, holder, reason, at } = decision;
  if (state.phase !== 'in-review') return notInReview(state);
  const notTheirs = partial(state, decision) ?? claimedByNotThem(state, officer);
  if (notTheirs) return notTheirs;
  if (holder === undefined) return refuse('number-not-held');
  if (state.confirmedHolder === holder) return [];
  const data = { officer, holder, confirmedAt: at };
  return [{ type: 'NumberHolderConfirmed', data, personal: { reason } }];
}

/** As the board has it; what an officer has decided since is on the board after the next screening. */
function isNumberHeld({ board, confirmedHolder }: InReview): boolean {
  return board['valid-iqama']?.reason === NUMBER_HELD && confirmedHolder === undefined;
}

/** Another officer takes back an officer's decision (four eyes): an approval not yet issued, or a rejection. */
export function decideReopen(
  state: ApplicationState,
  reopening: ByImpartialOfficer & { readonly reason: string },
): ApplicationDecision {
  const { officer, reason, at } = reopening;
  if (!isStarted(state)) return refuse('application-not-found');
  if (state.phase === 'in-review' && state.reversal?.reopenedBy === officer) return [];
  if (state.phase !== 'approved' && state.phase !== 'rejected') {
    return refuse(isClosed(state) ? 'application-closed' : 'not-an-officers-decision');
  }
  if (state.by.kind !== 'officer') return refuse('not-an-officers-decision');
  const objection = partial(state, reopening);
  if (objection) return objection;
  if (state.by.officer === officer) return refuse('four-eyes');
  return [{ type: 'ApplicationReopened', data: { officer, reason, reopenedAt: at } }];
}

function notInReview(state: ApplicationState): Refusal<ApplicationRefusalCode> {
  if (!isStarted(state)) return refuse('application-not-found');
  return refuse(isClosed(state) ? 'application-closed' : 'not-in-review');
}

function claimedByNotThem(
  { claimedBy }: InReview,
  officer: string,
): Refusal<ApplicationRefusalCode> | undefined {
  if (claimedBy === officer) return undefined;
  return refuse(claimedBy === undefined ? 'not-claimed' : 'claimed-by-another');
}

function wasDecidedSo(
  state: ApplicationState,
  { officer, decision, reason }: Parameters<typeof decideReview>[1],
): boolean {
  if (decision === 'approve') {
    return state.phase === 'approved' && state.by.kind === 'officer' && state.by.officer === officer;
  }
  if (state.phase !== 'rejected' || state.by.kind !== 'officer') return false;
  return state.by.officer === officer && state.reason === reason;
}

function notForAnOfficer(board: Board): readonly RefusalDetail[] {
  return CONDITION_IDS.flatMap((id) => {
    const outcome = board[id];
    if (outcome === undefined) return [{ at: id, code: 'condition-not-checked' }];
    const settled = outcome.state === 'satisfied' || outcome.state === 'not-applicable';
    return settled || outcome.remedy === 'officer' ? [] : [{ at: id, code: outcome.reason }];
  });
}

import type { Instant } from '#decider/brand.js';
import { reasonText } from '#domain/application/review-reasons.js';
import { isClosed } from '#domain/application/application.js';
import { addDays, startOfDay } from '#domain/calendar/day.js';
import { undated } from '#domain/conditions/evaluate.js';
import type { Day } from '#domain/kernel/brand.js';
import {
  type ApplicationStatus,
  type CredentialEntry,
  type CredentialSection,
  rowsOf,
  type Timeline,
} from '#read-models/application-status/document.js';
import { quoteIn } from '../fees/quote-in.js';
import type { Language } from '#runtime/problems/language.js';
import { withAsked } from './asked.js';
import { boardIn, changesNext } from './board.js';
import type { DirectivesById } from '#use-cases/facts/named-directives.js';
import { groundIn, groundText } from './grounds.js';
import { outcomeIn, requiredIn } from './reasons.js';
import { CREDENTIAL_TEXTS, DOCUMENT_TEXTS, PAYMENT_TEXTS, PHASE_TEXTS, refundFailureText } from './texts.js';

/** Who looks: an operator sees why a case stands where it does, without the person; an applicant, not which officer. */
export type Viewer = 'applicant' | 'officer' | 'operator';

/** Who looks, when, and what they need to be told of besides. */
export interface Looking {
  readonly viewer: Viewer;
  readonly language: Language;
  /** In Riyadh. */
  readonly today: Day;
  readonly directives: DirectivesById;
}

/** The status as the API gives it out; schema `ApplicationStatus`. */
export function statusAnswer(status: ApplicationStatus, { directives, viewer, language, today }: Looking) {
  const {
    subject: _subject,
    timeline: _timeline,
    timelineBefore: _timelineBefore,
    feesRevision: _feesRevision,
    credentialRevision: _credentialRevision,
    revision,
    details,
    review,
    fees,
    credential,
    requests,
    ...rest
  } = status;
  const runs = !isClosed(status);
  const board = runs ? rowsOf(status.board) : undated(rowsOf(status.board));
  return {
    ...rest,
    revision: Number(revision),
    board:
      status.board === 'erased'
        ? status.board
        : withAsked(
            language,
            boardIn(language, board, directives, runs ? status.applicationId : undefined),
            requests,
          ),
    changesNext: changesNext(board),
    required: requiredIn(language, status.required),
    outcome: outcomeIn(language, status.outcome),
    details: details && (viewer === 'operator' ? { ...details, personal: 'hidden' } : details),
    phaseText: PHASE_TEXTS[status.phase][language],
    documents: status.documents.map((one) => ({ ...one, kindText: DOCUMENT_TEXTS[one.kind][language] })),
    review: review && reviewAnswer(review, viewer, language),
    quote: status.quote && quoteIn(language, status.quote),
    fees: fees && feesAnswer(fees, language),
    credential: credential && caseCredentialAnswer(credential, { viewer, language, today, directives }),
  };
}

function reviewAnswer(review: NonNullable<ApplicationStatus['review']>, viewer: Viewer, language: Language) {
  const reasonTexts = review.reasons.map((reason) => reasonText(reason)[language]);
  return { ...review, reasonTexts, ...(viewer === 'applicant' && { claimedBy: null }) };
}

function feesAnswer(fees: NonNullable<ApplicationStatus['fees']>, language: Language) {
  const { bill, payments, refundFailure, ...rest } = withoutTimeline(fees);
  return {
    ...rest,
    bill: bill && { ...bill, quote: quoteIn(language, bill.quote) },
    payments: payments.map((one) => ({ ...one, metText: PAYMENT_TEXTS[one.met][language] })),
    refundFailure: refundFailure && {
      ...refundFailure,
      reasonText: refundFailureText(refundFailure.reason)[language],
    },
  };
}

/** The credential of a case, with those it followed; schema `CredentialStatus`. */
function caseCredentialAnswer({ former, ...credential }: CredentialSection, looking: Looking) {
  return {
    ...credentialAnswer(credential, looking),
    former: former.map((one) => credentialAnswer(one, looking)),
  };
}

/**
 * A credential as the API gives it out; schemas `OwnCredential` and `FormerCredential`. It has expired once its last day
 * is over in Riyadh, whether or not that has become an event yet.
 */
export function credentialAnswer(
  credential: CredentialEntry,
  { viewer, language, today, directives }: Looking,
) {
  const { subject: _subject, grounds, ...rest } = withoutTimeline(asOf(today, credential));
  const { status, ground } = rest;
  return {
    ...rest,
    statusText: CREDENTIAL_TEXTS[status][language],
    groundText: ground === null ? null : groundText(ground)[language],
    grounds: grounds.map(({ kind }) => kind),
    groundTexts: grounds.map(({ kind }) => groundText(kind)[language]),
    groundsInEffect: grounds.map((one) => groundIn(language, one, directives, rest.credentialId)),
    absenceAppealStatedAt: rest.absenceAppealStatedAt ?? null,
    ...(viewer === 'operator' && { personal: 'hidden' }),
  };
}

function asOf(today: Day, credential: CredentialEntry): CredentialEntry {
  const lastDay = credential.validUntil.gregorian;
  if (today <= lastDay) return credential;
  if (!runs(credential)) return { ...credential, replaceableSince: null };
  return ended(credential, 'expired', startOfDay(addDays(lastDay, 1)));
}

/** Nothing has ended it yet. */
export function runs({ status }: Pick<CredentialEntry, 'status'>): boolean {
  return status === 'valid' || status === 'suspended';
}

/** As it reads once it has ended: what suspended it does not matter any more. */
export function ended<T extends CredentialEntry>(
  credential: T,
  status: 'expired' | 'superseded',
  since: Instant,
): T {
  return { ...credential, status, ground: null, grounds: [], since };
}

function withoutTimeline<T extends Timeline>({
  timeline: _timeline,
  timelineBefore: _timelineBefore,
  ...rest
}: T): Omit<T, keyof Timeline> {
  return rest;
}

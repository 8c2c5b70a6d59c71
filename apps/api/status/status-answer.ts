import type { ApplicationStatus, Timeline } from '#read-models/application-status/document.js';
import type { Language } from '#platform/problems/language.js';
import { boardIn } from './board.js';
import { outcomeIn, requiredIn } from './reasons.js';

/** Who looks: an operator sees why a case stands where it does, without the person; an applicant, not which officer. */
export type Viewer = 'applicant' | 'officer' | 'operator';

/** The status as the API gives it out; schema `ApplicationStatus`. */
export function statusAnswer(status: ApplicationStatus, viewer: Viewer, language: Language) {
  const {
    subject: _subject,
    timeline: _timeline,
    timelineBefore: _timelineBefore,
    feesRevision: _feesRevision,
    revision,
    details,
    review,
    fees,
    credential,
    ...rest
  } = status;
  return {
    ...rest,
    revision: Number(revision),
    board: boardIn(language, status.board),
    required: requiredIn(language, status.required),
    outcome: outcomeIn(language, status.outcome),
    details: details && (viewer === 'operator' ? { ...details, personal: 'hidden' } : details),
    review: review && (viewer === 'applicant' ? { ...review, claimedBy: null } : review),
    fees: fees && withoutTimeline(fees),
    credential: credential && credentialAnswer(credential, viewer),
  };
}

function credentialAnswer(credential: NonNullable<ApplicationStatus['credential']>, viewer: Viewer) {
  const { subject: _subject, ...rest } = withoutTimeline(credential);
  return viewer === 'operator' ? { ...rest, personal: 'hidden' } : rest;
}

function withoutTimeline<T extends Timeline>({
  timeline: _timeline,
  timelineBefore: _timelineBefore,
  ...rest
}: T): Omit<T, keyof Timeline> {
  return rest;
}

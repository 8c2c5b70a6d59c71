import { refuse, type Decision, type Refusal } from '#decider/decider.js';
import { isClosed, type StartedApplication } from './application.js';
import type { ApplicationEvent } from './events.js';

/** Every "no" an application can give. Part of the published language. */
export type ApplicationRefusalCode =
  | 'application-not-found'
  | 'application-closed'
  | StartRefusalCode
  | AppealRefusalCode
  | DraftRefusalCode
  | ScreeningRefusalCode
  | ReviewRefusalCode
  | EndRefusalCode;

type StartRefusalCode = 'application-exists' | 'application-abandoned';

type DraftRefusalCode =
  | 'application-not-editable'
  | 'dates-impossible'
  | 'mrz-not-readable'
  | 'period-not-offered'
  | 'period-fixed'
  | 'category-not-reported'
  | 'document-not-accepted'
  | 'document-id-reused'
  | 'document-required'
  | 'too-many-documents'
  | 'too-many-edits'
  | 'nothing-to-review'
  | 'submission-incomplete';

/** Nothing stands that an appeal could be stated against, or labour has told of one. */
type AppealRefusalCode = 'no-absence-to-appeal';

type ScreeningRefusalCode = 'application-not-submitted' | 'board-incomplete' | 'screening-overtaken';

type ReviewRefusalCode =
  | 'not-in-review'
  | 'claimed-by-another'
  | 'not-claimed'
  | 'four-eyes'
  | 'own-case'
  | 'sponsors-applicant'
  | 'conditions-open'
  | 'number-held'
  | 'number-not-held'
  | 'information-not-requested'
  | 'not-an-officers-decision';

type EndRefusalCode = 'application-already-approved' | 'application-not-approved' | 'issued-otherwise';

export type ApplicationDecision = Decision<ApplicationEvent, ApplicationRefusalCode>;

/** The applicant may not change the case now: it has ended, or is with others. */
export function notEditable(state: StartedApplication): Refusal<ApplicationRefusalCode> {
  return refuse(isClosed(state) ? 'application-closed' : 'application-not-editable');
}

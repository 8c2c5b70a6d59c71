import type { Instant, Subject } from '#decider/brand.js';
import type { ConditionId, Remedy, ConditionOutcome } from '../conditions/outcome.js';
import type { ApplicationId, TrackingNumber } from '../kernel/brand.js';
import { unreachable, type Decider, type Erased } from '#decider/decider.js';
import { type AbsenceAppeal, reportsAppealed } from '../resident/absence-appeal.js';
import type {
  Applicant,
  Channel,
  PassportDetails,
  PeriodMonths,
  ResidentCategory,
  Service,
} from './case-terms.js';
import { reasonIn, reasonsIn } from './reasons.js';
import type { ApplicationEvent, RequiredCondition } from './events.js';
import type { CaseView } from '../conditions/case-view.js';

/**
 * One application for a resident identity, from its start to its end. Stream: `application-{applicationId}`.
 *
 *     draft → submitted → screening ⇄ action-required → approved → issued
 *                             ⇅              ⇅        ↗    ↓ a fact takes the ground away: back to screening
 *                             in-review ──────────── → rejected ⇢ reopened by another officer: in-review
 *
 * Before approval it may also end as withdrawn (by the applicant) or lapsed (a deadline passed). `abandoned` is a
 * start that never came. What may happen when is decided in drafting.ts, documents.ts, screening.ts, review.ts and
 * ending.ts; this file says what each event changes.
 */
export type ApplicationState =
  { readonly phase: 'none' } | { readonly phase: 'abandoned' } | StartedApplication;

/** A case that exists. */
export type StartedApplication =
  | (CaseFile & { readonly phase: 'draft' })
  | SubmittedApplication
  | (CaseFile & DataOf<'ApplicationWithdrawn'> & { readonly phase: 'withdrawn' })
  | (CaseFile & DataOf<'ApplicationLapsed'> & { readonly phase: 'lapsed' });

/** A case handed over for screening, and not withdrawn or lapsed since. */
export type SubmittedApplication =
  | (SubmittedFile & { readonly phase: 'submitted' })
  | Waiting
  | ActionRequired
  | InReview
  | Approved
  | (SubmittedFile &
      DataOf<'IdentityIssued'> & {
        readonly phase: 'issued';
        /** Who approved it. */
        readonly approvedBy: DataOf<'ApplicationApproved'>['by'] | undefined;
      })
  | Rejected;

/** Somebody else has to report. */
type Waiting = SubmittedFile & {
  readonly phase: 'screening';
  /** An officer looks at it then; undefined in cases of a former release. */
  readonly until: Instant | undefined;
};

/** The applicant has to do something, in time. */
type ActionRequired = SubmittedFile & {
  readonly phase: 'action-required';
  readonly required: readonly RequiredCondition[];
  readonly until: Instant;
};

/** An officer has to judge. */
export type InReview = SubmittedFile & {
  readonly phase: 'in-review';
  readonly reasons: readonly string[];
  readonly claimedBy: string | undefined;
  /** Since when it is that officer's turn. */
  readonly claimedAt: Instant | undefined;
  /** What the officer asked the applicant, while unanswered. */
  readonly information: { readonly reason: string; readonly until: Instant } | undefined;
  /** The decision that was taken back: whoever took it may not decide this case again. */
  readonly reversal: Reversal | undefined;
};

interface Reversal {
  readonly decidedBy: string;
  readonly reopenedBy: string;
  readonly reason: string;
}

export type Approved = SubmittedFile & {
  readonly phase: 'approved';
  readonly by: DataOf<'ApplicationApproved'>['by'];
  readonly approvedAt: Instant;
  /** What the board said when an officer approved in spite of it: accepted as long as it stays exactly that. */
  readonly accepted: readonly ConditionOutcome[];
};

type Rejected = SubmittedFile & {
  readonly phase: 'rejected';
  readonly by: DataOf<'ApplicationRejected'>['by'];
  readonly reason: string;
  readonly remedy: Remedy;
  readonly rejectedAt: Instant;
};

/** What is kept of a case through all its phases. */
interface CaseFile {
  readonly applicationId: ApplicationId;
  readonly trackingNumber: TrackingNumber;
  readonly service: Service;
  /** As claimed last; what counts is the register's. */
  readonly category: ResidentCategory;
  /** As claimed at the start. */
  readonly startedAs: ResidentCategory;
  readonly channel: Channel;
  readonly subject: Subject;
  readonly applicant: Applicant | Erased;
  readonly startedAt: Instant;
  /** An unsubmitted draft lapses then. */
  readonly lapsesAt: Instant;
  readonly details: Details | undefined;
  readonly documents: readonly AttachedDocument[];
  readonly declaration: Declaration;
  /** Who holds the number and is this person, by an officer's decision. */
  readonly confirmedHolder: Subject | undefined;
  /** What they say against reports of absence, in the order it was said. */
  readonly absenceAppeals: readonly AbsenceAppeal[];
  /** Changes of details and documents: of the draft, and from the submission on counted anew. */
  readonly edits: number;
}

/** What is added when it is submitted. */
interface SubmittedFile extends CaseFile {
  readonly submission: Submission;
  /** The last outcome of each condition. */
  readonly board: Board;
  readonly screened: Screened | undefined;
}

export interface Details {
  readonly period: PeriodMonths;
  readonly occupation: string | undefined;
  readonly mrz: 'absent' | 'agrees' | 'differs';
  /** The applicant says that what differs from the registers is right. */
  readonly insists: boolean;
  readonly personal: { readonly passport: PassportDetails; readonly sponsorNumber?: string } | Erased;
}

export type AttachedDocument = DataOf<'DocumentAttached'>;

/** The applicant's word that the data is right; it goes stale when the data changes. */
type Declaration =
  | { readonly kind: 'none' | 'stale' }
  | { readonly kind: 'current'; readonly reviewedRevision: string; readonly declaredAt: Instant };

type Submission = DataOf<'ApplicationSubmitted'>;

export type Board = Readonly<Partial<Record<ConditionId, ConditionOutcome>>>;

export type Screened = DataOf<'ScreeningCompleted'>;

type DataOf<Type extends ApplicationEvent['type']> = Extract<ApplicationEvent, { type: Type }>['data'];

export const applicationDecider: Decider<ApplicationState, ApplicationEvent> = {
  initialState: { phase: 'none' },
  evolve,
  subjectOf: (state) => (isStarted(state) ? state.subject : undefined),
};

export function isStarted(state: ApplicationState): state is StartedApplication {
  return state.phase !== 'none' && state.phase !== 'abandoned';
}

/** Whether the applicant may change details and documents: in a draft, and whenever they were asked for something. */
export function isEditable(state: StartedApplication): boolean {
  if (state.phase === 'in-review') return state.information !== undefined;
  return state.phase === 'draft' || state.phase === 'action-required';
}

/** Rejected, withdrawn, lapsed or issued: nothing more happens to it, unless a rejection is reopened. */
export function isClosed({ phase }: Pick<ApplicationState, 'phase'>): boolean {
  return phase === 'rejected' || phase === 'withdrawn' || phase === 'lapsed' || phase === 'issued';
}

/** The case as the conditions and the fees see it. */
export function caseOf(state: StartedApplication): CaseView {
  const { service, category, details, confirmedHolder, absenceAppeals } = state;
  const personal = details?.personal;
  return {
    service,
    category,
    occupation: details?.occupation,
    mrz: details?.mrz,
    passport: personal === 'erased' ? personal : personal?.passport,
    sponsorNumber: personal === 'erased' ? undefined : personal?.sponsorNumber,
    insists: details?.insists ?? false,
    confirmedHolder,
    appealedReports: reportsAppealed(absenceAppeals),
  };
}

function evolve(state: ApplicationState, event: ApplicationEvent): ApplicationState {
  switch (state.phase) {
    case 'none':
      return begin(state, event);
    case 'abandoned':
      return state;
    default:
      return 'submission' in state ? proceed(state, event) : prepare(state, event);
  }
}

function begin(state: ApplicationState, event: ApplicationEvent): ApplicationState {
  if (event.type === 'ApplicationAbandoned') return { phase: 'abandoned' };
  if (event.type !== 'ApplicationStarted') return state;
  return {
    phase: 'draft',
    ...event.data,
    startedAs: event.data.category,
    applicant: event.personal === 'erased' ? 'erased' : event.personal.applicant,
    details: undefined,
    documents: [],
    declaration: { kind: 'none' },
    confirmedHolder: undefined,
    absenceAppeals: [],
    edits: 0,
  };
}

type Unsubmitted = Exclude<StartedApplication, SubmittedApplication>;

/** Before submission. Nothing follows a withdrawal or a lapse. */
function prepare(state: Unsubmitted, event: ApplicationEvent): ApplicationState {
  if (state.phase !== 'draft') return state;
  switch (event.type) {
    case 'DetailsProvided':
    case 'DocumentAttached':
    case 'DocumentRemoved':
      return { ...state, ...amended(state, event) };
    case 'AbsenceAppealStated':
      return { ...state, absenceAppeals: appealed(state, event) };
    case 'ReviewDeclared':
      return { ...state, declaration: { kind: 'current', ...event.data } };
    case 'ApplicationSubmitted':
      return {
        ...fileOf(state),
        edits: 0,
        phase: 'submitted',
        submission: event.data,
        board: {},
        screened: undefined,
      };
    case 'ApplicationWithdrawn':
      return { ...fileOf(state), phase: 'withdrawn', ...event.data };
    case 'ApplicationLapsed':
      return { ...fileOf(state), phase: 'lapsed', ...event.data };
    default:
      return state;
  }
}

/** From submission on. */
function proceed(state: SubmittedApplication, event: ApplicationEvent): ApplicationState {
  const file = submittedFileOf(state);
  switch (event.type) {
    case 'DetailsProvided':
    case 'DocumentAttached':
    case 'DocumentRemoved':
      return { ...state, ...amended(state, event) };
    case 'ConditionChecked':
      return { ...state, board: { ...state.board, [event.data.condition]: event.data } };
    case 'ScreeningCompleted': {
      const found = { board: boardAfter(state.board, event.personal), screened: event.data };
      return event.data.result === 'waiting'
        ? { ...file, ...found, phase: 'screening', until: event.data.until }
        : { ...state, ...found };
    }
    case 'ActionRequired': {
      const required = event.personal === 'erased' ? [] : event.personal.conditions;
      return { ...file, phase: 'action-required', required, until: event.data.until };
    }
    case 'ReferredToOfficer': {
      const reasons = reasonsIn(event.personal);
      if (state.phase === 'in-review') return { ...state, reasons };
      return { ...file, phase: 'in-review', reasons, ...untouched };
    }
    case 'ReviewClaimed':
      return state.phase === 'in-review'
        ? { ...state, claimedBy: event.data.officer, claimedAt: event.data.claimedAt }
        : state;
    case 'ReviewReleased':
      return state.phase === 'in-review' ? { ...state, claimedBy: undefined, claimedAt: undefined } : state;
    case 'InformationRequested': {
      const { reason, until } = event.data;
      return state.phase === 'in-review' ? { ...state, information: { reason, until } } : state;
    }
    case 'NumberHolderConfirmed':
      return { ...state, confirmedHolder: event.data.holder };
    case 'AbsenceAppealStated':
      return { ...state, absenceAppeals: appealed(state, event) };
    case 'InformationProvided':
      if (state.phase !== 'in-review') return state;
      return {
        ...state,
        information: undefined,
        claimedAt: state.claimedBy === undefined ? undefined : event.data.providedAt,
      };
    case 'ApplicationApproved': {
      const accepted = event.data.by.kind === 'officer' ? leftToOfficers(state.board) : [];
      return { ...file, phase: 'approved', ...event.data, accepted };
    }
    case 'ApprovalWithdrawn':
      return { ...file, phase: 'screening', until: undefined };
    case 'ApplicationRejected':
      return { ...file, phase: 'rejected', ...event.data, reason: reasonIn(event.personal) };
    case 'ApplicationReopened': {
      if (!('by' in state) || state.by.kind !== 'officer') return state;
      const { officer: reopenedBy, reason } = event.data;
      const reversal = { decidedBy: state.by.officer, reopenedBy, reason };
      return { ...file, phase: 'in-review', reasons: [reason], ...untouched, reversal };
    }
    case 'ApplicationWithdrawn':
      return { ...fileOf(state), phase: 'withdrawn', ...event.data };
    case 'ApplicationLapsed':
      return { ...fileOf(state), phase: 'lapsed', ...event.data };
    case 'IdentityIssued': {
      const approvedBy = state.phase === 'approved' ? state.by : undefined;
      return { ...file, phase: 'issued', ...event.data, approvedBy };
    }
    case 'ApplicationStarted':
    case 'ApplicationAbandoned':
    case 'ReviewDeclared':
    case 'ApplicationSubmitted':
      return state;
    default:
      return unreachable(event);
  }
}

const untouched = { claimedBy: undefined, claimedAt: undefined, information: undefined, reversal: undefined };

type Amendment = Extract<
  ApplicationEvent,
  { type: 'DetailsProvided' | 'DocumentAttached' | 'DocumentRemoved' }
>;

function amended(
  { category, details, documents, declaration, edits }: CaseFile,
  event: Amendment,
): Pick<CaseFile, 'category' | 'details' | 'documents' | 'declaration' | 'edits'> {
  const stale: Declaration = declaration.kind === 'none' ? declaration : { kind: 'stale' };
  const changed = { category, declaration: stale, edits: edits + 1 };
  switch (event.type) {
    case 'DetailsProvided': {
      const { period, occupation, mrz, insists = false } = event.data;
      return {
        details: { period, occupation, mrz, insists, personal: event.personal },
        documents,
        ...changed,
        category: event.data.category ?? category,
      };
    }
    case 'DocumentAttached':
      return { details, documents: [...documents, event.data], ...changed };
    case 'DocumentRemoved': {
      const left = documents.filter(({ documentId }) => documentId !== event.data.documentId);
      return { details, documents: left, ...changed };
    }
    default:
      return unreachable(event);
  }
}

function appealed(
  { absenceAppeals }: CaseFile,
  { data, personal }: Extract<ApplicationEvent, { type: 'AbsenceAppealStated' }>,
): readonly AbsenceAppeal[] {
  return [...absenceAppeals, { statedAt: data.statedAt, content: personal }];
}

/** What is not known any more is not on the board: the next screening finds it anew. */
function boardAfter(board: Board, found: { readonly changed: readonly ConditionOutcome[] } | Erased): Board {
  if (found === 'erased') return {};
  return { ...board, ...Object.fromEntries(found.changed.map((outcome) => [outcome.condition, outcome])) };
}

function leftToOfficers(board: Board): readonly ConditionOutcome[] {
  return Object.values(board).filter(({ remedy }) => remedy === 'officer');
}

/** Only what stays: what belonged to the former phase is left behind. */
function fileOf(state: CaseFile): CaseFile {
  return {
    applicationId: state.applicationId,
    trackingNumber: state.trackingNumber,
    service: state.service,
    category: state.category,
    startedAs: state.startedAs,
    channel: state.channel,
    subject: state.subject,
    applicant: state.applicant,
    startedAt: state.startedAt,
    lapsesAt: state.lapsesAt,
    details: state.details,
    documents: state.documents,
    declaration: state.declaration,
    confirmedHolder: state.confirmedHolder,
    absenceAppeals: state.absenceAppeals,
    edits: state.edits,
  };
}

function submittedFileOf(state: SubmittedFile): SubmittedFile {
  const { submission, board, screened } = state;
  return { ...fileOf(state), submission, board, screened };
}

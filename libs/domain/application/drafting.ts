import type { Instant, Subject } from '#decider/brand.js';
import { addDaysTo, dayInRiyadh } from '../calendar/day.js';
import { isPaid, outstanding, type FeesState } from '../fees/fees.js';
import { mrzDifferences } from '../identifiers/mrz-agreement.js';
import { parseMrz } from '../identifiers/mrz.js';
import { impossibleDates } from '../identifiers/passport-dates.js';
import type { ApplicationId, TrackingNumber } from '../kernel/brand.js';
import { refuse, type RefusalDetail } from '#decider/decider.js';
import { deepEqual } from '../kernel/deep-equal.js';
import { categoryNotReported, periodNotOffered, type Policy, type Terms } from '../policy/policy.js';
import {
  isEditable,
  isStarted,
  type ApplicationState,
  type Details,
  type StartedApplication,
} from './application.js';
import type { Applicant, Channel, PassportDetails, PeriodMonths, ResidentCategory } from './case-terms.js';
import { missingDocuments } from './documents.js';
import { tooManyEdits } from './edits.js';
import { notEditable, type ApplicationDecision } from './refusals.js';

/** From the start to the submission: details, documents and the review, in whatever order suits the applicant. */

/** Opens a draft. The person's slot has been taken for it before. */
export function decideStart(
  state: ApplicationState,
  start: {
    readonly applicationId: ApplicationId;
    readonly trackingNumber: TrackingNumber;
    readonly subject: Subject;
    readonly applicant: Applicant;
    readonly category: ResidentCategory;
    readonly channel: Channel;
    readonly at: Instant;
  },
  terms: Pick<Terms, 'draftDays'>,
): ApplicationDecision {
  const { applicant, at, ...data } = start;
  if (state.phase === 'abandoned') return refuse('application-abandoned');
  if (isStarted(state)) return isThatStart(state, start) ? [] : refuse('application-exists');
  const service = applicant.kind === 'renewal' ? 'renew' : 'issue';
  const lapsesAt = addDaysTo(at, terms.draftDays);
  return [
    {
      type: 'ApplicationStarted',
      data: { ...data, service, startedAt: at, lapsesAt },
      personal: { applicant },
    },
  ];
}

function isThatStart(
  state: StartedApplication,
  start: {
    readonly trackingNumber: TrackingNumber;
    readonly applicant: Applicant;
    readonly category: ResidentCategory;
  },
): boolean {
  return (
    state.trackingNumber === start.trackingNumber &&
    state.startedAs === start.category &&
    (state.applicant === 'erased' || deepEqual(state.applicant, start.applicant))
  );
}

/** Fences a start that took the slot and never came: from now on it cannot come. */
export function decideAbandon(
  state: ApplicationState,
  { at }: { readonly at: Instant },
): ApplicationDecision {
  if (state.phase === 'abandoned') return [];
  if (isStarted(state)) return refuse('application-exists');
  return [{ type: 'ApplicationAbandoned', data: { abandonedAt: at } }];
}

/**
 * States the details, or puts them right. Details that differ from the passport's machine-readable zone are taken: an
 * officer will look at them. A zone that contradicts itself was misread, and is refused. After submission the period
 * is fixed: it is what was paid for. `registered` is the category passports has; while there is none, any period is
 * taken. Whoever insists on what differs from the registers says so with these very details: the next ones begin anew.
 */
export function decideProvideDetails(
  state: ApplicationState,
  provided: {
    readonly period: PeriodMonths;
    readonly occupation?: string;
    readonly passport: PassportDetails;
    readonly sponsorNumber?: string;
    /** Puts the category claimed right. */
    readonly category?: ResidentCategory;
    readonly insists?: true;
    readonly at: Instant;
  },
  registered: ResidentCategory | undefined,
  policy: { readonly rules: Pick<Policy['rules'], 'periods'> },
  { edits }: Pick<Terms, 'edits'>,
): ApplicationDecision {
  const { period, occupation, passport, sponsorNumber, category, insists, at } = provided;
  if (!isStarted(state)) return refuse('application-not-found');
  const impossible = impossibleDates(passport, dayInRiyadh(at));
  if (impossible.length > 0) {
    return refuse(
      'dates-impossible',
      impossible.map(({ field, code }) => ({ at: `/passport/${field}`, code })),
    );
  }
  const mrz = compareWithMrz(passport, at);
  if (typeof mrz !== 'string') return refuse('mrz-not-readable', [mrz]);

  const data = {
    period,
    ...(occupation === undefined ? {} : { occupation }),
    mrz,
    ...(insists === undefined ? {} : { insists }),
  };
  const personal = { passport, ...(sponsorNumber === undefined ? {} : { sponsorNumber }) };
  const claim = category === undefined || category === state.category ? {} : { category };
  const asBefore = deepEqual(state.details, { ...data, insists: insists ?? false, personal });
  if (asBefore && claim.category === undefined) return [];
  if (!isEditable(state)) return notEditable(state);
  if (state.phase !== 'draft' && state.details?.period !== period) return refuse('period-fixed');
  const notOffered =
    registered === undefined ? undefined : periodNotOffered(policy, registered, period, dayInRiyadh(at));
  if (notOffered !== undefined) return notOffered;
  return tooManyEdits(state, edits) ?? [{ type: 'DetailsProvided', data: { ...data, ...claim }, personal }];
}

function compareWithMrz(passport: PassportDetails, at: Instant): Details['mrz'] | RefusalDetail {
  if (passport.mrz === undefined) return 'absent';
  const mrz = parseMrz(passport.mrz, dayInRiyadh(at));
  if (!mrz.ok) {
    const { code, params } = mrz;
    return { at: '/passport/mrz', code, ...(params === undefined ? {} : { params }) };
  }
  return mrzDifferences(mrz.value, passport).length === 0 ? 'agrees' : 'differs';
}

/** The applicant declares that the data, as of the revision they were shown, is right. */
export function decideDeclareReview(
  state: ApplicationState,
  { reviewedRevision, at }: { readonly reviewedRevision: string; readonly at: Instant },
): ApplicationDecision {
  if (!isStarted(state)) return refuse('application-not-found');
  if (state.declaration.kind === 'current') return [];
  if (state.phase !== 'draft') return notEditable(state);
  if (state.details === undefined) return refuse('nothing-to-review');
  return [{ type: 'ReviewDeclared', data: { reviewedRevision, declaredAt: at } }];
}

/** Hands the case over for screening, with the fees it was billed. Refused with everything that is missing. */
export function decideSubmit(
  state: ApplicationState,
  {
    fees,
    registered,
    at,
  }: {
    readonly fees: FeesState;
    readonly registered: ResidentCategory | undefined;
    readonly at: Instant;
  },
): ApplicationDecision {
  if (!isStarted(state)) return refuse('application-not-found');
  if ('submission' in state) return [];
  if (state.phase !== 'draft') return refuse('application-closed');
  const missing = missingForSubmission(state, fees, registered);
  if (missing.length > 0 || state.declaration.kind !== 'current' || fees.bill === undefined) {
    return refuse('submission-incomplete', missing);
  }
  const { reviewedRevision } = state.declaration;
  return [
    { type: 'ApplicationSubmitted', data: { reviewedRevision, fees: fees.bill.quote, submittedAt: at } },
  ];
}

/**
 * All that is still to be done before submitting, in the order of the service's steps; empty: nothing. `registered` is
 * the category passports has; as long as there is none, that is missing too.
 */
export function missingForSubmission(
  state: StartedApplication,
  fees: FeesState,
  registered: ResidentCategory | undefined,
): readonly RefusalDetail[] {
  return [
    ...(state.details === undefined ? [{ at: 'details', code: 'details-missing' }] : []),
    ...missingDocuments(registered, state.documents).map((kind) => ({
      at: `documents/${kind}`,
      code: 'document-missing',
      params: { kind },
    })),
    ...(registered === undefined ? missingCategory(state) : []),
    ...missingPayment(state, fees),
    ...missingReview(state),
  ];
}

function missingCategory({ startedAt }: StartedApplication): readonly RefusalDetail[] {
  return (categoryNotReported(startedAt).details ?? []).map((detail) => ({ ...detail, at: 'category' }));
}

function missingPayment({ details }: StartedApplication, fees: FeesState): readonly RefusalDetail[] {
  if (fees.bill === undefined) return [{ at: 'bill', code: 'bill-missing' }];
  if (details !== undefined && details.period !== fees.bill.quote.period) {
    return [{ at: 'bill', code: 'bill-for-another-period' }];
  }
  if (isPaid(fees)) return [];
  if (fees.outcomeUnknown) return [{ at: 'payment', code: 'payment-outcome-unknown' }];
  if (fees.bill.paidLate) return [{ at: 'bill', code: 'bill-expired' }];
  return [{ at: 'payment', code: 'payment-missing', params: { outstanding: outstanding(fees) } }];
}

function missingReview({ declaration }: StartedApplication): readonly RefusalDetail[] {
  if (declaration.kind === 'current') return [];
  return [{ at: 'review', code: declaration.kind === 'stale' ? 'review-stale' : 'review-missing' }];
}

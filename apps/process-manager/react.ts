import type { Instant, Subject } from '#decider/brand.js';
import { addDays, startOfDay } from '#domain/calendar/day.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { unreachable } from '#decider/decider.js';
import type { KnownEvent, ReactedEvent } from '#event-catalogue/event-types.js';
import { boundedKey } from '#runtime/bounded-key.js';
import { factRequest, requestDelivery } from './requests/asking.js';
import type { Reaction, Deadline } from './reaction.js';

/** A start or a confirmation that has not followed its slot after this long is looked into, milliseconds. */
const SLOT_CHECK_AFTER_MS = 60_000;

/** The list of open cases is a read model: one opened just now is in it after this long at the latest, milliseconds. */
const OPEN_CASES_LISTED_AFTER_MS = 60_000;

/**
 * Pure: the whole process of a case at a glance. `of` is the id in the stream's name, `at` when it
 * happened, `partitionKey` the case it belongs to, where that is not `of`.
 */
export function react(
  event: ReactedEvent,
  of: string,
  at: Instant,
  partitionKey: string = of,
): readonly Reaction[] {
  // The id after the category names the aggregate: the log would not have accepted it otherwise.
  const applicationId = of as ApplicationId;
  switch (event.type) {
    case 'ApplicationStarted':
      return [{ do: 'set-deadline', deadline: { kind: 'lapse', of, due: event.data.lapsesAt } }];
    case 'ApplicationSubmitted':
      return [
        { do: 'clear-deadlines', of },
        { do: 'reserve-funds', applicationId },
        { do: 'screen', applicationId },
      ];
    case 'ActionRequired':
    case 'InformationRequested':
      return [{ do: 'set-deadline', deadline: { kind: 'lapse', of, due: event.data.until } }];
    case 'DetailsProvided':
    case 'InformationProvided':
    case 'NumberHolderConfirmed':
    case 'AbsenceAppealStated':
      return [{ do: 'screen', applicationId }];
    case 'ScreeningCompleted': {
      const { until, lookAgainAt } = event.data;
      const set = (kind: Deadline['kind'], due: Instant | undefined): readonly Reaction[] =>
        due === undefined ? [] : [{ do: 'set-deadline', deadline: { kind, of, due } }];
      return [
        ...set('waiting-check', until),
        ...set('recheck', lookAgainAt),
        { do: 'ask-for-facts', applicationId },
      ];
    }
    case 'ApplicationApproved':
      return [
        { do: 'clear-deadlines', of },
        { do: 'issue', applicationId },
      ];
    case 'ApplicationReopened':
      return [
        { do: 'clear-deadlines', of },
        { do: 'reserve-funds', applicationId },
        // Whatever became known while it was closed was not looked at.
        { do: 'screen', applicationId },
      ];
    case 'ApplicationRejected':
      return ending(applicationId, 'rejected');
    case 'ApplicationWithdrawn':
      return ending(applicationId, 'withdrawn');
    case 'ApplicationLapsed':
      return ending(applicationId, 'lapsed');
    case 'IdentityIssued':
      return [
        { do: 'clear-deadlines', of },
        { do: 'ask-for-facts', applicationId },
        { do: 'release-slot', applicationId },
      ];
    case 'PaymentOutcomeUnknown':
      return [{ do: 'set-deadline', deadline: moneyCheck(of, event.data.since) }];
    case 'RefundRequested':
      return [{ do: 'set-deadline', deadline: moneyCheck(of, event.data.requestedAt) }];
    case 'PaymentReceived':
    case 'PaymentConfirmed':
    case 'PaymentNotFound':
      return [{ do: 'screen', applicationId }];
    case 'FactRecorded': {
      const { effective } = event.data;
      const reconsider: Reaction = { do: 'reconsider-person', subject: of as Subject };
      // Told ahead: it takes effect when nobody tells anything.
      if (effective > at) return [reconsider, { do: 'set-deadline', deadline: factCheck(of, event.data) }];
      return [reconsider];
    }
    // The renewal of who states an appeal, if one is open, is looked at in the light of it.
    case 'AbsenceAppealStatedByHolder':
      return [{ do: 'reconsider-person', subject: event.data.subject }];
    case 'FormerSubjectLinked':
    // What was told between the decision to issue and now found no credential to suspend.
    case 'CredentialHeld':
      return [{ do: 'reconsider-person', subject: of as Subject }];
    case 'DirectiveImposed': {
      const { directiveId, from, until, reachesIssued } = event.data;
      return [
        // At its end each credential is looked at by itself: whoever looked before knew that day.
        ...(reachesIssued === true ? [directiveCredentials(directiveId, 'from', from > at ? from : at)] : []),
        { do: 'reconsider-open-cases' },
        directivesCheck(directiveId, 'from', later(from > at ? from : at, OPEN_CASES_LISTED_AFTER_MS)),
        ...(until === undefined
          ? []
          : [directivesCheck(directiveId, 'until', later(until, OPEN_CASES_LISTED_AFTER_MS))]),
      ];
    }
    case 'DirectiveLifted': {
      const { directiveId, liftedAt } = event.data;
      return [
        // Whether it reached any identity is known when it is fired.
        directiveCredentials(directiveId, 'lifted', liftedAt > at ? liftedAt : at),
        { do: 'reconsider-open-cases' },
        directivesCheck(
          directiveId,
          'lifted',
          later(liftedAt > at ? liftedAt : at, OPEN_CASES_LISTED_AFTER_MS),
        ),
      ];
    }
    case 'SlotTaken':
      return [
        {
          do: 'set-deadline',
          deadline: { kind: 'slot-check', of, due: later(event.data.takenAt, SLOT_CHECK_AFTER_MS) },
        },
      ];
    case 'SlotClosed':
      return [
        {
          do: 'set-deadline',
          deadline: { kind: 'slot-check', of, due: later(event.data.closedAt, SLOT_CHECK_AFTER_MS) },
        },
      ];
    case 'SlotReleased':
    case 'SlotReopened':
      return [{ do: 'clear-deadlines', of }];
    case 'ErasureRequested': {
      const deadline = {
        kind: 'erasure-lapse',
        of: erasureOf(of as Subject),
        due: event.data.lapsesAt,
      } as const;
      return [...erasureMoved(of as Subject), { do: 'set-deadline', deadline }];
    }
    case 'ErasureConfirmed':
      return [...erasureMoved(of as Subject), { do: 'erase', subject: of as Subject }];
    case 'ErasureCancelled':
    case 'ErasureLapsed':
    case 'ErasureCompleted':
      return [...erasureMoved(of as Subject), { do: 'repair-slots', subject: of as Subject }];
    case 'CredentialIssued': {
      const { credentialId, applicationId } = event.data;
      return [
        { do: 'set-deadline', deadline: credentialExpiry(event.data) },
        // After that: a walk over all credentials that did not find it there yet was before this look.
        { do: 'reassess-credential', credentialId, applicationId, ifWalkedSince: at },
      ];
    }
    case 'CredentialRevoked':
      return [
        {
          do: 'look-at-number',
          credentialId: of as CredentialId,
          applicationId: partitionKey as ApplicationId,
        },
      ];
    case 'CredentialReplaced':
      return [
        {
          do: 'follow-replacement',
          credentialId: of as CredentialId,
          applicationId: partitionKey as ApplicationId,
        },
      ];
    case 'FactRequested': {
      const { request, askedAt, askAgainAt, escalatesAt } = event.data;
      const next = askAgainAt !== undefined && askAgainAt < escalatesAt ? askAgainAt : escalatesAt;
      return [
        { do: 'set-deadline', deadline: requestDelivery({ applicationId, askedAt }) },
        { do: 'set-deadline', deadline: factRequest({ applicationId, request }, next) },
      ];
    }
    case 'FactAskedAgain': {
      const { askedAt } = event.data;
      return [{ do: 'set-deadline', deadline: requestDelivery({ applicationId, askedAt }) }];
    }
    default:
      return unreachable(event);
  }
}

function ending(applicationId: ApplicationId, reason: string): readonly Reaction[] {
  return [
    { do: 'clear-deadlines', of: applicationId },
    { do: 'ask-for-facts', applicationId },
    { do: 'release-funds', applicationId, reason },
    { do: 'release-slot', applicationId },
  ];
}

/** Money that nobody has told us the whereabouts of for this long is an operator's business, milliseconds. */
const MONEY_CHECK_AFTER_MS = 24 * 3_600_000;

/** Also of a case that is over: whoever ends a case clears the deadlines of the application, not these. */
export function moneyCheck(applicationId: string, since: Instant): Deadline {
  return { kind: 'money-check', of: `fees:${applicationId}`, due: later(since, MONEY_CHECK_AFTER_MS) };
}

/**
 * Of an event that was there before this release, over and above `react`: screenings of former releases do not say when
 * time alone changes the board. The case is looked at once, `at` the reading, which finds its date or that it has ended.
 */
export function reactLate(event: KnownEvent, of: string, at: Instant): readonly Deadline[] {
  const undated = event.type === 'ScreeningCompleted' && event.data.lookAgainAt === undefined;
  return undated ? [{ kind: 'recheck', of, due: at }] : [];
}

/** Whose money a `money-check` is about. */
export function applicationOfMoneyCheck(of: string): ApplicationId {
  return of.slice('fees:'.length) as ApplicationId; // as `moneyCheck` wrote it
}

/**
 * On the day after the last one, as that day begins in Riyadh. It is not cleared when the credential ends before: by
 * then nothing is left to expire.
 */
function credentialExpiry({
  credentialId,
  applicationId,
  validUntil,
}: Extract<KnownEvent, { type: 'CredentialIssued' }>['data']): Deadline {
  return {
    kind: 'credential-expiry',
    of: `credential:${credentialId}:${applicationId}`,
    due: startOfDay(addDays(validUntil.gregorian, 1)),
  };
}

type Held = Pick<Extract<KnownEvent, { type: 'CredentialIssued' }>['data'], 'credentialId' | 'applicationId'>;

/** When the grounds of a credential are looked at again though nothing was told. */
export function groundCheck({ credentialId, applicationId }: Held, due: Instant): Deadline {
  return { kind: 'ground-check', of: `grounds:${credentialId}:${applicationId}`, due };
}

/** Which credential a `credential-expiry` or a `ground-check` is about, and whose case it was issued on. */
export function credentialOfDeadline(of: string) {
  const [, credentialId, applicationId] = of.split(':');
  // As `credentialExpiry` and `groundCheck` wrote it.
  return { credentialId: credentialId as CredentialId, applicationId: applicationId as ApplicationId };
}

/** How often, milliseconds. A former release let cases wait without a day. */
export const WAITING_CASES_CHECKED_EVERY_MS = 24 * 3_600_000;

/** At a start the list of cases may still be made anew: it is asked a little later. */
export function waitingCasesCheck(now: Instant, afterMs = OPEN_CASES_LISTED_AFTER_MS): Deadline {
  return { kind: 'waiting-cases-check', of: 'all', due: later(now, afterMs) };
}

/** Whatever it waited for it does not wait for any more. */
function erasureMoved(subject: Subject): readonly Reaction[] {
  return [
    { do: 'list-erasure', subject },
    { do: 'clear-deadlines', of: erasureOf(subject) },
  ];
}

/** Whose erasure a deadline is about. The slot's deadlines are kept under the bare pseudonym. */
export function erasureOf(subject: Subject): string {
  return `erasure ${subject}`;
}

/** The inverse. */
export function subjectOfErasure(of: string): Subject {
  return of.slice(of.indexOf(' ') + 1) as Subject; // as `erasureOf` wrote it
}

function directivesCheck(directiveId: string, edge: 'from' | 'until' | 'lifted', due: Instant): Reaction {
  const of = `${boundedKey(directiveId)}:${edge}`;
  return { do: 'set-deadline', deadline: { kind: 'directives-check', of, due } };
}

function directiveCredentials(directiveId: string, edge: 'from' | 'lifted', due: Instant): Reaction {
  const of = `${boundedKey(directiveId)}:${edge}`;
  return { do: 'set-deadline', deadline: { kind: 'directive-credentials', of, due } };
}

/** Which directive a `directive-credentials` is about, as `boundedKey` has it. */
export function directiveOfWalk(of: string): string {
  return of.slice(0, of.lastIndexOf(':')); // as `directiveCredentials` wrote it
}

/** What policy says of grounds may have changed while nobody was there, or with a new file: looked at at every start. */
export function policyCredentials(now: Instant): Deadline {
  return { kind: 'policy-credentials', of: 'rules.afterIssue', due: now };
}

type RecordedFact = Extract<KnownEvent, { type: 'FactRecorded' }>['data'];

/** When a fact takes effect, the person is reconsidered. */
function factCheck(subject: string, { source, factId, effective }: RecordedFact): Deadline {
  return { kind: 'fact-check', of: `${subject} ${boundedKey(`${source} ${factId}`)}`, due: effective };
}

/** Whom a `fact-check` is about. */
export function subjectOfFactCheck(of: string): Subject {
  return of.slice(0, of.indexOf(' ')) as Subject; // as `factCheck` wrote it
}

export function later(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString() as Instant; // arithmetic on an instant gives an instant
}

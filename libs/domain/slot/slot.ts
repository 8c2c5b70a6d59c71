import type { Instant, Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId } from '../kernel/brand.js';
import { trackingNumberOf } from '../identifiers/tracking-number.js';
import { refuse, unreachable, type Decider, type Decision, type RefusalDetail } from '#decider/decider.js';
import { instantOf } from '#decider/instant.js';
import type { Terms } from '../policy/policy.js';
import type { SlotEvent } from './events.js';

/** One open application per person, and the identity the person holds. Stream: `slot-{subject}`. */
export interface SlotState {
  /** The open application; undefined: another may be started. */
  readonly taken:
    | {
        readonly applicationId: ApplicationId;
        readonly takenAt: Instant;
        readonly forNumber?: true;
        readonly replaces?: CredentialId;
      }
    | undefined;
  readonly held: { readonly credentialId: CredentialId; readonly applicationId: ApplicationId } | undefined;
  /** The erasure that is about to be, or is, carried out; undefined: none. Never together with `taken`. */
  readonly closed: (ForErasure & { readonly closedAt: Instant }) | undefined;
  /** Cases that wait for the number, oldest first; the newest of them, if there are more than are remembered. */
  readonly awaitedBy: readonly ApplicationId[];
  /** When the applications of the last 24 hours were started, oldest first; as of the last start. */
  readonly starts: readonly Instant[];
}

/** One request for the erasure of a person. */
export interface ForErasure {
  readonly erasure: Subject;
  readonly requestedAt: Instant;
}

export type SlotRefusalCode =
  | 'open-application-exists'
  | 'already-issued'
  | 'number-held'
  | 'issued-since'
  | 'too-many-starts'
  | 'erasure-under-way'
  | 'erasure-blocked';

/** In milliseconds: any 24 hours, not a day of the calendar. */
const DAY_MS = 86_400_000;

/** Starts in a day that a policy can allow at the most; more than that are not remembered. */
export const MOST_STARTS_PER_DAY = 100;

/** Cases that are remembered to wait for one number. More would be one number given to as many people at once. */
export const MOST_AWAITING = 16;

type SlotDecision = Decision<SlotEvent, SlotRefusalCode>;

export const slotDecider: Decider<SlotState, SlotEvent> = {
  initialState: { taken: undefined, held: undefined, closed: undefined, awaitedBy: [], starts: [] },
  evolve: (state, event) => {
    switch (event.type) {
      case 'SlotTaken':
        return { ...state, taken: event.data, starts: withStart(state.starts, event.data) };
      case 'SlotReleased':
        return { ...state, taken: undefined };
      case 'CredentialHeld':
        return { ...state, held: event.data };
      case 'NumberAwaited': {
        const others = state.awaitedBy.filter((one) => one !== event.data.awaitedBy);
        return { ...state, awaitedBy: [...others, event.data.awaitedBy].slice(-MOST_AWAITING) };
      }
      case 'SlotClosed':
        return { ...state, closed: event.data };
      case 'SlotReopened':
        return { ...state, closed: undefined };
      default:
        return unreachable(event);
    }
  },
};

function withStart(
  starts: SlotState['starts'],
  { takenAt, reopened, forNumber, replaces }: Extract<SlotEvent, { type: 'SlotTaken' }>['data'],
): SlotState['starts'] {
  return reopened === true || forNumber === true || replaces !== undefined
    ? starts
    : [...within(starts, takenAt), takenAt].slice(-MOST_STARTS_PER_DAY);
}

/** Those of the 24 hours before. */
function within(starts: SlotState['starts'], at: Instant): SlotState['starts'] {
  return starts.filter((start) => Date.parse(at) - Date.parse(start) < DAY_MS);
}

/**
 * An application is about to start. Refused while another is open or the person's data is being erased; a first issue
 * when the person holds what one has brought (`firstIssue.ended`: known not to count any more), and when somebody is
 * known to hold the number they were given, as long as they do not say that an officer is to decide; and when the
 * person has started as many in the last 24 hours as the policy allows: each of them stays in the log for ever, also one
 * withdrawn at once.
 */
export function decideTakeSlot(
  state: SlotState,
  {
    applicationId,
    at,
    firstIssue,
  }: {
    readonly applicationId: ApplicationId;
    readonly at: Instant;
    readonly firstIssue?: { readonly ended: CredentialId | undefined; readonly numberHeld: boolean };
  },
  { startsPerDay }: Pick<Terms, 'startsPerDay'>,
): SlotDecision {
  const decided = decidedAlready(state, applicationId);
  if (decided !== undefined) return decided;
  if (firstIssue !== undefined && state.held !== undefined && state.held.credentialId !== firstIssue.ended)
    return alreadyIssued();
  if (firstIssue?.numberHeld === true) return numberHeld();
  // The one that has to be a day old before there is room for another.
  const inTheWay = within(state.starts, at).at(-startsPerDay);
  if (inTheWay !== undefined) return tooManyStarts(inTheWay, at, startsPerDay);
  return [{ type: 'SlotTaken', data: { applicationId, takenAt: at } }];
}

/** Where to go on is named; the number is not: whoever holds the identity has it. */
function alreadyIssued(): SlotDecision {
  const params = { service: 'renew', identity: 'iqama' };
  return refuse('already-issued', [{ at: '/applicant', code: 'already-issued', params }]);
}

/** Both ways on are named, and nothing of who holds it. */
function numberHeld(): SlotDecision {
  return refuse('number-held', [
    { at: '/applicant', code: 'number-held', params: { service: 'renew', identity: 'iqama' } },
    { at: '/holderToBeDecided', code: 'holder-to-be-decided', params: { allowed: 'true' } },
  ]);
}

function tooManyStarts(inTheWay: Instant, at: Instant, maxCount: number): SlotDecision {
  const againAt = instantOf(Date.parse(inTheWay) + DAY_MS);
  return {
    ...refuse('too-many-starts', [
      { at: 'application', code: 'too-many-starts', params: { maxCount, againAt } },
    ]),
    retryMs: Date.parse(againAt) - Date.parse(at),
  };
}

/**
 * An ended application is reopened by an officer, which is no start of the person's. Refused while another is open, and
 * when the person holds another credential than the officer's decision rests on (`held`): one was issued since.
 */
export function decideRetakeSlot(
  state: SlotState,
  {
    applicationId,
    at,
    held,
  }: {
    readonly applicationId: ApplicationId;
    readonly at: Instant;
    readonly held: CredentialId | undefined;
  },
): SlotDecision {
  const decided = decidedAlready(state, applicationId);
  if (decided !== undefined) return decided;
  if (state.held?.credentialId !== held) return refuse('issued-since');
  return [{ type: 'SlotTaken', data: { applicationId, takenAt: at, reopened: true } }];
}

/**
 * A first issue is about to bring the number: from now until it is handed over nobody else does, nor renews what is held
 * under it. Refused while another case has it, and when another credential is held under it than the approval rests on.
 */
export function decideTakeNumber(
  state: SlotState,
  {
    applicationId,
    at,
    held,
  }: {
    readonly applicationId: ApplicationId;
    readonly at: Instant;
    readonly held: CredentialId | undefined;
  },
): SlotDecision {
  const decided = decidedAlready(state, applicationId);
  if (decided !== undefined) return decided;
  if (state.held?.credentialId !== held) return refuse('issued-since');
  return [{ type: 'SlotTaken', data: { applicationId, takenAt: at, forNumber: true } }];
}

/**
 * Another credential is about to follow the one held, which was revoked: meanwhile no application starts, and nobody's
 * data is erased. Refused while an application is open, and when the person was issued another since.
 */
export function decideTakeForReplacement(
  { taken, closed, held }: SlotState,
  {
    applicationId,
    replaces,
    at,
  }: { readonly applicationId: ApplicationId; readonly replaces: CredentialId; readonly at: Instant },
): SlotDecision {
  if (taken?.replaces === replaces) return [];
  if (taken !== undefined) return refuse('open-application-exists', [openApplication(taken)]);
  if (closed !== undefined) return refuse('erasure-under-way');
  if (held?.credentialId !== replaces) return refuse('issued-since');
  return [{ type: 'SlotTaken', data: { applicationId, takenAt: at, replaces } }];
}

/** The person now holds what followed, unless another was issued to them since; the next application renews it. */
export function decideHoldReplacement(
  { held, taken }: SlotState,
  {
    applicationId,
    credentialId,
    replaces,
    at,
  }: {
    readonly applicationId: ApplicationId;
    readonly credentialId: CredentialId;
    readonly replaces: CredentialId;
    readonly at: Instant;
  },
): readonly SlotEvent[] {
  return [
    ...(held?.credentialId === replaces
      ? [{ type: 'CredentialHeld', data: { credentialId, applicationId } } as const]
      : []),
    ...(taken?.replaces === replaces
      ? [{ type: 'SlotReleased', data: { applicationId, why: 'issued', releasedAt: at } } as const]
      : []),
  ];
}

/** Nobody decided that another follows, or it cannot any more. */
export function decideGiveUpReplacement(
  { taken }: SlotState,
  { replaces, at }: { readonly replaces: CredentialId; readonly at: Instant },
): readonly SlotEvent[] {
  if (taken?.replaces !== replaces) return [];
  const { applicationId } = taken;
  return [{ type: 'SlotReleased', data: { applicationId, why: 'abandoned', releasedAt: at } }];
}

/** A case waits until the number is not held any more: it is looked at again when that ends. */
export function decideAwaitNumber(
  state: SlotState,
  { applicationId, at }: { readonly applicationId: ApplicationId; readonly at: Instant },
): SlotDecision {
  if (state.awaitedBy.includes(applicationId)) return [];
  return [{ type: 'NumberAwaited', data: { awaitedBy: applicationId, awaitedAt: at } }];
}

/** Where the slot is not free: it is this application's already, another's, or closed. Undefined: it can be taken. */
function decidedAlready(
  { taken, closed }: SlotState,
  applicationId: ApplicationId,
): SlotDecision | undefined {
  if (taken?.applicationId === applicationId) return [];
  if (taken !== undefined) return refuse('open-application-exists', [openApplication(taken)]);
  return closed === undefined ? undefined : refuse('erasure-under-way');
}

/** Names it to whoever asks: the slot is theirs. */
function openApplication({ applicationId }: NonNullable<SlotState['taken']>): RefusalDetail {
  const params = { applicationId, trackingNumber: trackingNumberOf(applicationId) };
  return { at: 'application', code: 'open-application-exists', params };
}

/**
 * The application has ended. Only its own hold is released: a late word of one ended before changes nothing, nor is it
 * that of what follows its credential.
 */
export function decideReleaseSlot(
  state: SlotState,
  release: {
    readonly applicationId: ApplicationId;
    readonly why: Extract<SlotEvent, { type: 'SlotReleased' }>['data']['why'];
    readonly at: Instant;
  },
): SlotDecision {
  const { applicationId, why, at } = release;
  if (state.taken?.applicationId !== applicationId || state.taken.replaces !== undefined) return [];
  return [{ type: 'SlotReleased', data: { applicationId, why, releasedAt: at } }];
}

/** The person now holds this credential; the next application renews it. A number taken for it is free again. */
export function decideHold(
  state: SlotState,
  {
    credentialId,
    applicationId,
    at,
  }: {
    readonly credentialId: CredentialId;
    readonly applicationId: ApplicationId;
    readonly at: Instant;
  },
): SlotDecision {
  const { held, taken } = state;
  const free = taken?.applicationId === applicationId && taken.forNumber === true;
  return [
    ...(held?.credentialId === credentialId
      ? []
      : [{ type: 'CredentialHeld', data: { credentialId, applicationId } } as const]),
    ...(free
      ? [{ type: 'SlotReleased', data: { applicationId, why: 'issued', releasedAt: at } } as const]
      : []),
  ];
}

/**
 * The person's erasure is about to be confirmed: from now on no application starts. Refuses `erasure-blocked` while one
 * is open, `erasure-under-way` while it is closed for another request.
 */
export function decideCloseSlot(
  { taken, closed }: SlotState,
  { erasure, requestedAt, at }: ForErasure & { readonly at: Instant },
): SlotDecision {
  if (taken !== undefined)
    return refuse('erasure-blocked', [{ at: `applications/${taken.applicationId}`, code: 'case-open' }]);
  if (closed === undefined) return [{ type: 'SlotClosed', data: { erasure, requestedAt, closedAt: at } }];
  return isClosedFor(closed, { erasure, requestedAt }) ? [] : refuse('erasure-under-way');
}

/** That request is carried out, or off for good. Only its own closing is undone. */
export function decideReopenSlot(
  { closed }: SlotState,
  { erasure, requestedAt, at }: ForErasure & { readonly at: Instant },
): SlotDecision {
  if (!isClosedFor(closed, { erasure, requestedAt })) return [];
  return [{ type: 'SlotReopened', data: { erasure, requestedAt, reopenedAt: at } }];
}

export function isClosedFor(closed: SlotState['closed'], { erasure, requestedAt }: ForErasure): boolean {
  return closed?.erasure === erasure && closed.requestedAt === requestedAt;
}

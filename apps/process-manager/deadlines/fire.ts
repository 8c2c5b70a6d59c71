import type { Subject } from '#decider/brand.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { unreachable } from '#decider/decider.js';
import type { CommandContext } from '#use-cases/command-context.js';
import { boundedKey } from '#runtime/bounded-key.js';
import type { Clock } from '#runtime/clock/clock.js';
import { derivedId } from '#use-cases/ids.js';
import {
  applicationOfMoneyCheck,
  credentialOfDeadline,
  subjectOfErasure,
  subjectOfFactCheck,
} from '../react.js';
import { idOf } from './deadline-document.js';
import type { Dispatch } from '../dispatch.js';
import type { Deadline, Reaction } from '../reaction.js';
import { reactionContext } from '../reaction-context.js';
import { askedTogetherOf, requestOf } from '../requests/asking.js';
import { webhookOf } from '../webhooks/request-webhook.js';

/** Carries out what a deadline was set for. Repeating it changes nothing: the commands' ids follow from the deadline. */
export async function fire(
  { kind, of, due }: Deadline,
  dispatch: Pick<Dispatch, 'toDeadline'>,
  clock: Clock,
): Promise<void> {
  const lateSeconds = (clock.now().getTime() - Date.parse(due)) / 1_000;
  await dispatch.toDeadline(reactionTo({ kind, of, due }), causeOf({ kind, of, due }, clock), {
    kind,
    lateSeconds,
  });
}

function causeOf({ kind, of, due }: Deadline, clock: Clock): CommandContext {
  const causationId = derivedId(DEADLINES, `${idOf({ kind, of })}:${due}`);
  const correlationId = `deadline:${kind}:${boundedKey(of, MAX_CORRELATED_BYTES)}`;
  return reactionContext({ causationId, correlationId, traceparent: undefined }, clock);
}

/** Walks over all credentials go one after the other: they would look at the same ones side by side. */
const EVERY_CREDENTIAL = 'every credential';

/**
 * Whose it is: of one case, or of one person, they are fired one after the other. A webhook is nobody's: how long a
 * service takes to answer holds up no case.
 */
export function caseOfDeadline(deadline: Deadline): string {
  const reaction = reactionTo(deadline);
  if (reaction.do === 'walk-credentials') return EVERY_CREDENTIAL;
  if ('applicationId' in reaction) return reaction.applicationId;
  return 'subject' in reaction ? reaction.subject : deadline.of;
}

/** A deadline was set by `react`, from an id of this very kind. */
function reactionTo({ kind, of, due }: Deadline): Reaction {
  switch (kind) {
    case 'lapse':
      return { do: 'lapse', applicationId: of as ApplicationId };
    case 'waiting-check':
      return { do: 'escalate', applicationId: of as ApplicationId };
    case 'screening':
      return { do: 'screen', applicationId: of as ApplicationId };
    case 'recheck':
      return { do: 'recheck', applicationId: of as ApplicationId, due };
    case 'money-check':
      return { do: 'check-money', applicationId: applicationOfMoneyCheck(of) };
    case 'credential-expiry':
      return { do: 'expire-credential', ...credentialOfDeadline(of) };
    case 'ground-check':
      return { do: 'reassess-credential', ...credentialOfDeadline(of) };
    case 'directive-credentials':
    case 'policy-credentials':
      return { do: 'walk-credentials', edge: { kind, of } };
    case 'fact-request':
      return { do: 'ask-again', ...requestOf(of) };
    case 'request-delivery':
      return { do: 'deliver-request', ...askedTogetherOf(of) };
    case 'request-webhook':
      return { do: 'call-webhook', webhook: webhookOf(of) };
    case 'slot-check':
      return { do: 'repair-slot', subject: of as Subject };
    case 'fact-check':
      return { do: 'reconsider-person', subject: subjectOfFactCheck(of) };
    case 'waiting-cases-check':
      return { do: 'date-waiting-cases' };
    case 'directives-check':
      return { do: 'reconsider-open-cases' };
    case 'erasure-lapse':
      return { do: 'lapse-erasure', subject: subjectOfErasure(of) };
    case 'erasure-completion':
      return { do: 'complete-erasure', subject: subjectOfErasure(of) };
    default:
      return unreachable(kind);
  }
}

/** A published correlation id has at most 128 characters; the longest kind of deadline leaves this much. */
const MAX_CORRELATED_BYTES = 100;

/** Namespace of the ids that deadlines cause. */
const DEADLINES = '6f0d7c0e-5b0a-5c57-9d0e-2a4a9d1f7b11';

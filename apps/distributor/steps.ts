import { MAX_MESSAGE_BYTES, type Message } from '#topics/port.js';
import { messageBytes } from '#topics/validation.js';
import { toMessage } from '#contracts/cloud-events.js';
import { provenanceOf, UnreadableMessageError } from '#event-sourcing/cloud-events.js';
import { coveredBy, type CoveredEvent } from '#event-sourcing/identity/kept-position.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import { IDENTITY_STREAM } from '#event-sourcing/identity/identity-stream.js';
import { FENCE_STREAM } from '#event-sourcing/moved/fence-stream.js';
import type { Position, RecordedEvent, SubscriptionMessage } from '#event-store/port.js';
import { originOf } from '#runtime/logging/correlation.js';

export type SkipReason = 'unreadable' | 'too-large';

/**
 * An event that was not written by the service's event log, or that no topic takes, cannot be published now or later:
 * waiting for it would hold everything else back for ever.
 */
export interface Skip {
  readonly event: RecordedEvent;
  readonly reason: SkipReason;
  readonly detail: string;
  /** As far as it can be told. */
  readonly origin?: ReturnType<typeof originOf>;
}

/** One thing the log's subscription said, made ready while the batch before is on its way. */
export type Step =
  | {
      readonly kind: 'message';
      readonly position: Position;
      readonly covers: CoveredEvent;
      readonly message: Message;
      readonly bytes: number;
    }
  | { readonly kind: 'skip'; readonly position: Position; readonly skip: Skip }
  | Exclude<SubscriptionMessage, { kind: 'event' }>;

/** `log`: whose events they are, for those who receive them. */
export function stepOf(read: SubscriptionMessage, log?: LogId): Step {
  if (read.kind !== 'event') return read;
  const { event } = read;
  const { position } = event;
  // What the log says of itself is nobody else's.
  if (event.stream === IDENTITY_STREAM || event.stream === FENCE_STREAM)
    return { kind: 'checkpoint', position };
  const skip = (reason: SkipReason, more: Pick<Skip, 'detail' | 'origin'>): Step => ({
    kind: 'skip',
    position,
    skip: { event, reason, ...more },
  });
  try {
    const message = toMessage(event, log);
    const bytes = messageBytes(message);
    if (bytes > MAX_MESSAGE_BYTES)
      return skip('too-large', { detail: `${bytes} bytes`, origin: originOf(provenanceOf(message)) });
    return { kind: 'message', position, covers: coveredBy(event), message, bytes };
  } catch (error) {
    if (error instanceof UnreadableMessageError) return skip('unreadable', { detail: error.message });
    throw error;
  }
}

/** A publish takes no more than this much, however many events it may have. */
const MAX_BATCH_BYTES = 1_048_576;

export interface OutgoingBatch {
  readonly messages: readonly Message[];
  readonly skipped: readonly Skip[];
  /** Once the messages are published, everything up to here is done. */
  readonly position: Position | undefined;
  /** The last event of ours among them: what others write may be gone tomorrow. */
  readonly last: CoveredEvent | undefined;
  readonly caughtUp: boolean;
  /** What did not fit. */
  readonly rest: readonly Step[];
}

/** As many of the steps as fit into one publish. */
export function nextBatch(steps: readonly Step[]): OutgoingBatch {
  let bytes = 0;
  let end = steps.findIndex((step) => {
    bytes += step.kind === 'message' ? step.bytes : 0;
    return bytes > MAX_BATCH_BYTES;
  });
  if (end < 0) end = steps.length;
  const taken = steps.slice(0, end);
  return {
    messages: taken.flatMap((step) => (step.kind === 'message' ? [step.message] : [])),
    skipped: taken.flatMap((step) => (step.kind === 'skip' ? [step.skip] : [])),
    position: taken.findLast((step) => step.kind !== 'caught-up')?.position,
    last: taken.findLast((step) => step.kind === 'message')?.covers,
    caughtUp: taken.some((step) => step.kind === 'caught-up'),
    rest: steps.slice(end),
  };
}

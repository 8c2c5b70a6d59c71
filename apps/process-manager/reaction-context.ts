import type { Instant } from '#decider/brand.js';
import { instantOf } from '#decider/instant.js';
import type { Followed } from '#event-sourcing/event-log.js';
import type { CommandContext } from '#use-cases/command-context.js';
import type { Clock } from '#runtime/clock/clock.js';

/** Who acts, and why: the process manager, because of an event or a deadline. */
export function reactionContext(
  from: {
    readonly causationId: string;
    readonly correlationId: string;
    readonly traceparent: string | undefined;
    /** What follows does not come before its cause, should this machine's clock be behind that of another. */
    readonly notBefore?: Instant;
    readonly followed?: Followed | undefined;
  },
  clock: Clock,
): CommandContext {
  const { causationId, correlationId, traceparent, notBefore, followed } = from;
  const now = instantOf(clock.now().getTime());
  return {
    commandId: causationId,
    requestHash: '',
    correlationId,
    causationId,
    actor: { kind: 'process-manager' },
    at: notBefore !== undefined && notBefore > now ? notBefore : now,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(followed === undefined ? {} : { followed }),
  };
}

import type { Instant } from '#decider/brand.js';
import { instantOf } from '#decider/instant.js';
import type { Followed } from '#event-sourcing/event-log.js';
import type { CommandContext } from '#use-cases/command-context.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import type { Clock } from '#runtime/clock/clock.js';
import { crashPoint } from '#runtime/crash-points.js';
import type { Reacting } from './reacting.js';
import { reactionsTo } from './reactions-to.js';

/** Carries out what follows from one event. Repeating it changes nothing. */
export class Reactor {
  constructor(
    private readonly reacting: Pick<Reacting, 'toEvent'>,
    private readonly clock: Clock,
  ) {}

  /** `replayed`: it was left waiting while others were consumed, perhaps by another process. */
  async to(envelope: Envelope, when: 'in-order' | 'replayed' = 'replayed'): Promise<void> {
    const { event, id, stream, metadata } = envelope;
    const { correlationId, traceparent, occurredAt, partitionKey } = metadata;
    const followed = when === 'in-order' ? { partitionKey, type: event.type } : undefined;
    for (const reaction of reactionsTo(envelope)) {
      const cause = reactionContext(
        { causationId: id, correlationId, traceparent, notBefore: occurredAt, followed },
        this.clock,
      );
      await this.reacting.toEvent(reaction, cause, { type: event.type, stream });
      crashPoint('process-manager.after-reaction');
    }
  }
}

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

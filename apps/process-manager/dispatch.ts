import type { CommandContext } from '#use-cases/command-context.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import type { Clock } from '#runtime/clock/clock.js';
import { crashPoint } from '#runtime/crash-points.js';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import { type SpanAttributes, traced, type Tracing } from '#runtime/tracing/tracing.js';
import type { CarryOut } from './carry-out.js';
import type { ProcessManagerMetrics } from './observe.js';
import type { Reaction } from './reaction.js';
import { reactionContext } from './reaction-context.js';
import { reactionsTo } from './reactions-to.js';

export interface DispatchDependencies {
  readonly carryOut: Pick<CarryOut, 'run'>;
  readonly metrics: Pick<ProcessManagerMetrics, 'carriedOut' | 'fired'>;
  readonly tracing: Tracing;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * From an event or a deadline to what follows from it, carried out where it can be seen: as spans, in the figures and in
 * the log. Repeating it changes nothing.
 */
export class Dispatch {
  constructor(private readonly dependencies: DispatchDependencies) {}

  /**
   * Carries out all that follows from an event, in its trace. `replayed`: it was left waiting while others were consumed,
   * perhaps by another process.
   */
  async toEvent(envelope: Envelope, when: 'in-order' | 'replayed' = 'replayed'): Promise<void> {
    const { event, id, stream, metadata } = envelope;
    const { correlationId, traceparent, occurredAt, partitionKey } = metadata;
    const followed = when === 'in-order' ? { partitionKey, type: event.type } : undefined;
    const from = { causationId: id, correlationId, traceparent, notBefore: occurredAt, followed };
    const attributes = { 'hawiya.event': event.type, 'hawiya.stream': stream };
    for (const reaction of reactionsTo(envelope)) {
      const cause = reactionContext(from, this.dependencies.clock);
      await this.run(`react ${reaction.do}`, reaction, cause, attributes);
      crashPoint('process-manager.after-reaction');
    }
  }

  /** Begins a trace: what set the deadline may be months ago. */
  async toDeadline(
    reaction: Reaction,
    cause: CommandContext,
    { kind, lateSeconds }: { readonly kind: string; readonly lateSeconds: number },
  ): Promise<void> {
    const attributes = { 'hawiya.deadline': kind, 'hawiya.late_seconds': lateSeconds };
    await this.run(`deadline ${kind}`, reaction, cause, attributes);
    this.dependencies.metrics.fired(kind, lateSeconds);
  }

  private async run(
    name: string,
    reaction: Reaction,
    cause: CommandContext,
    attributes: SpanAttributes,
  ): Promise<void> {
    const { carryOut, metrics, tracing, logger } = this.dependencies;
    const { causationId, correlationId } = cause;
    const began = performance.now();
    const options = {
      kind: 'consumer',
      parent: cause.traceparent,
      ...(tracing.on && { attributes: { ...attributes, 'hawiya.correlation_id': correlationId } }),
    } as const;
    await traced(tracing, name, options, async ({ traceparent }) => {
      const line = { reaction: reaction.do, causationId, ...originOf({ correlationId, traceparent }) };
      try {
        await carryOut.run(reaction, traceparent === undefined ? cause : { ...cause, traceparent });
      } catch (error) {
        logger.error({ ...line, err: error }, 'process manager: a reaction failed');
        throw error;
      }
      logger.debug(line, 'process manager: reaction carried out');
    });
    metrics.carriedOut(reaction.do, (performance.now() - began) / 1_000);
  }
}

import type { CommandContext } from '#use-cases/command-context.js';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import { type SpanAttributes, traced, type Tracing } from '#runtime/tracing/tracing.js';
import type { CarryOut } from './carry-out.js';
import type { ProcessManagerMetrics } from './observe.js';
import type { Reaction } from './reaction.js';

export interface ReactingNeeds {
  readonly carryOut: Pick<CarryOut, 'run'>;
  readonly metrics: Pick<ProcessManagerMetrics, 'carriedOut' | 'fired'>;
  readonly tracing: Tracing;
  readonly logger: Logger;
}

/** Carries reactions out where they can be seen: as spans, in the figures and in the log. */
export class Reacting {
  constructor(private readonly needs: ReactingNeeds) {}

  /** Goes on with the event's trace. */
  async toEvent(
    reaction: Reaction,
    cause: CommandContext,
    { type, stream }: { readonly type: string; readonly stream: string },
  ): Promise<void> {
    const attributes = { 'hawiya.event': type, 'hawiya.stream': stream };
    await this.run(`react ${reaction.do}`, reaction, cause, attributes);
  }

  /** Begins a trace: what set the deadline may be months ago. */
  async toDeadline(
    reaction: Reaction,
    cause: CommandContext,
    { kind, lateSeconds }: { readonly kind: string; readonly lateSeconds: number },
  ): Promise<void> {
    const attributes = { 'hawiya.deadline': kind, 'hawiya.late_seconds': lateSeconds };
    await this.run(`deadline ${kind}`, reaction, cause, attributes);
    this.needs.metrics.fired(kind, lateSeconds);
  }

  private async run(
    name: string,
    reaction: Reaction,
    cause: CommandContext,
    attributes: SpanAttributes,
  ): Promise<void> {
    const { carryOut, metrics, tracing, logger } = this.needs;
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

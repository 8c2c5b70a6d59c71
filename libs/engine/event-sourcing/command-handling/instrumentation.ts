import type { StreamName } from '#event-store/port.js';
import type { Span, Tracing } from '#runtime/tracing/tracing.js';
import type { CommandMetadata } from '../command-metadata.js';
import type { CommandOutcome, EventLogObserver } from '../observer.js';
import type { Outcome } from '../outcome.js';

/** Where what commands do is measured and traced. */
export interface Instruments {
  readonly observer: EventLogObserver;
  readonly tracing: Tracing;
}

/** Measures and traces one command on its stream, from its creation until `end`. */
export class CommandInstrumentation {
  /** With the command's span in its context: its events, and all that follows from them, go on from there. */
  readonly command: CommandMetadata;
  private readonly span: Span;
  private outcome: CommandOutcome = 'failed';
  private decisions = 1;
  private appendingSince = 0;

  constructor(
    private readonly instruments: Instruments,
    private readonly category: string,
    private readonly stream: StreamName,
    asked: CommandMetadata,
  ) {
    const parent = asked.traceparent;
    this.span = instruments.tracing.start(`command ${category}`, { kind: 'internal', parent });
    const { traceparent } = this.span;
    const unchanged = traceparent === undefined || traceparent === parent;
    this.command = unchanged ? asked : { ...asked, traceparent };
  }

  /** How often it was decided: 1 and the conflicts. */
  get attempts(): number {
    return this.decisions;
  }

  loading(from: 'memory' | 'store'): void {
    this.span.event('loading', { from });
  }

  deciding(): void {
    this.span.event('deciding');
  }

  appending(events: number): void {
    this.span.event('appending', { events });
    this.appendingSince = performance.now();
  }

  retry(): void {
    this.instruments.observer.retry?.(this.category);
    this.span.event('sent again');
  }

  answered(): void {
    this.instruments.observer.answered?.(this.category, (performance.now() - this.appendingSince) / 1_000);
  }

  conflict(): void {
    this.decisions += 1;
    this.instruments.observer.conflict?.(this.category);
    this.span.event('conflict');
  }

  handled(outcome: Outcome<unknown>): void {
    this.outcome = inOneWord(outcome);
    if (outcome.kind === 'refused') this.span.set({ 'hawiya.refusal': outcome.refusal.code });
  }

  failed(error: unknown): void {
    this.span.fail(error);
  }

  end(): void {
    const { category, stream, command, outcome, attempts, span } = this;
    const { observer, tracing } = this.instruments;
    observer.ended?.({ category, stream, command, outcome, attempts });
    if (tracing.on)
      span.set({
        'hawiya.category': category,
        'hawiya.stream': stream,
        'hawiya.outcome': outcome,
        'hawiya.attempts': attempts,
        'hawiya.command_id': command.commandId,
        'hawiya.correlation_id': command.correlationId,
      });
    span.end();
  }
}

function inOneWord(outcome: Outcome<unknown>): CommandOutcome {
  if (outcome.kind !== 'done') return outcome.kind;
  if (outcome.repeated) return 'repeated';
  return outcome.position === undefined ? 'unchanged' : 'appended';
}

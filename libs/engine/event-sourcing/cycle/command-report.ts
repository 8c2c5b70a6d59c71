import type { StreamName } from '#event-store/port.js';
import type { Span, Tracing } from '#platform/tracing/tracing.js';
import type { CommandMetadata, Execution } from '../execution.js';
import type { CommandOutcome, EventLogObserver } from '../observer.js';

/** Who is told what the commands do. */
export interface Told {
  readonly observer: EventLogObserver;
  readonly tracing: Tracing;
}

/** What one command does on its stream, as it does it. */
export class CommandReport {
  attempts = 1;

  constructor(
    private readonly category: string,
    private readonly observer: EventLogObserver,
    private readonly span: Span,
  ) {}

  lookedUp(where: 'memory' | 'store'): void {
    this.span.event('loading', { from: where });
  }

  deciding(): void {
    this.span.event('deciding');
  }

  appending(events: number): void {
    this.span.event('appending', { events });
  }

  retry(): void {
    this.observer.retry?.(this.category);
    this.span.event('sent again');
  }

  answered(seconds: number): void {
    this.observer.answered?.(this.category, seconds);
  }

  conflict(): void {
    this.attempts += 1;
    this.observer.conflict?.(this.category);
    this.span.event('conflict');
  }
}

/**
 * Carries out a command and tells how it ended. What is carried out has the command's span in its context, so that
 * the events it leaves, and all that follows from them, go on from there.
 */
export async function reported<S>(
  { observer, tracing }: Told,
  category: string,
  stream: StreamName,
  asked: CommandMetadata,
  carryOut: (command: CommandMetadata, report: CommandReport) => Promise<Execution<S>>,
): Promise<Execution<S>> {
  const span = tracing.start(`command ${category}`, { kind: 'internal', parent: asked.traceparent });
  const report = new CommandReport(category, observer, span);
  const { traceparent } = span;
  const unchanged = traceparent === undefined || traceparent === asked.traceparent;
  const command = unchanged ? asked : { ...asked, traceparent };
  let outcome: CommandOutcome = 'failed';
  try {
    const execution = await carryOut(command, report);
    outcome = outcomeOf(execution);
    if (execution.kind === 'refused') span.set({ 'hawiya.refusal': execution.refusal.code });
    return execution;
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    const { attempts } = report;
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

function outcomeOf(execution: Execution<unknown>): CommandOutcome {
  if (execution.kind !== 'done') return execution.kind;
  if (execution.repeated) return 'repeated';
  return execution.position === undefined ? 'unchanged' : 'appended';
}

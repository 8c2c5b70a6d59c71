import { setTimeout as pause } from 'node:timers/promises';
import type { ApplicationId, Subject } from '#domain/kernel/brand.js';
import { unreachable } from '#domain/kernel/decider.js';
import { instantOf } from '#domain/calendar/day.js';
import type { ConsumerFigures } from '#distribution/consumer-figures.js';
import type { Batch, Distribution, ReceivedMessage } from '#distribution/port.js';
import type { CommandContext } from '#event-log/event-log.js';
import type { Envelope } from '#event-log/envelope.js';
import type { KnownEvent } from '#event-log/event-types.js';
import type { Clock } from '#platform/clock/clock.js';
import { crashPoint } from '#platform/crash-points.js';
import type { Logger } from '#platform/logging/logger.js';
import { derivedId } from '#use-cases/ids.js';
import type { Deadlines, DueDeadline } from './deadlines.js';
import { superseded } from './looks.js';
import { type Reaction, react } from './react.js';
import type { Reacting } from './reacting.js';

export const PROCESS_MANAGER_GROUP = 'process-manager';

export interface ProcessManagerNeeds {
  readonly distribution: Distribution;
  readonly decode: (message: ReceivedMessage) => Promise<Envelope | undefined>;
  readonly reacting: Reacting;
  /** Told of a reaction that a later one of the same batch made needless. */
  readonly superseded: (reaction: Reaction['do']) => void;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly figures: ConsumerFigures;
}

export interface ProcessManagerOptions {
  readonly topic: string;
  /** How often due deadlines are looked for, milliseconds. */
  readonly deadlinesEveryMs: number;
}

/** Turns what happened into what happens next: consumes the topic of events and the deadlines. */
export class ProcessManager {
  constructor(
    private readonly needs: ProcessManagerNeeds,
    private readonly options: ProcessManagerOptions,
  ) {}

  /** Runs until the signal aborts and the work in hand is finished. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.consume(signal), this.watchDeadlines(signal)]);
  }

  private async consume(signal: AbortSignal): Promise<void> {
    const { distribution, logger, figures } = this.needs;
    await distribution.consume({
      topic: this.options.topic,
      group: PROCESS_MANAGER_GROUP,
      signal,
      handle: figures.watch(PROCESS_MANAGER_GROUP, (batch) => this.handle(batch)),
      onError: (error, { partition, messages }) =>
        logger.error(
          { err: error, partition, offset: String(messages[0].offset) },
          'process manager: batch failed and will be repeated',
        ),
    });
  }

  /** Keys side by side, the events of a key one after the other. */
  private async handle({ messages }: Batch): Promise<void> {
    const byKey = new Map<string, ReceivedMessage[]>();
    for (const message of messages) byKey.set(message.key, [...(byKey.get(message.key) ?? []), message]);
    await Promise.all([...byKey.values()].map((ofKey) => this.handleInOrder(ofKey)));
    crashPoint('process-manager.before-offset');
  }

  private async handleInOrder(messages: readonly ReceivedMessage[]): Promise<void> {
    const steps: Step[] = [];
    try {
      for (const message of messages) {
        const envelope = await this.needs.decode(message);
        if (envelope !== undefined) steps.push(...stepsAfter(envelope));
      }
    } finally {
      // What comes before a message that cannot be read does not wait for it.
      await this.take(steps);
    }
  }

  private async take(steps: readonly Step[]): Promise<void> {
    const leftOut = superseded(steps.map(({ reaction }) => reaction));
    for (const { reaction, envelope } of steps) {
      const { event, id, stream, metadata } = envelope;
      if (leftOut.has(reaction)) {
        this.needs.superseded(reaction.do);
        continue;
      }
      const cause = this.cause(id, metadata.correlationId, metadata.traceparent);
      await this.needs.reacting.toEvent(reaction, cause, { type: event.type, stream });
      crashPoint('process-manager.after-reaction');
    }
  }

  private async watchDeadlines(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.fireDue(signal);
      } catch (error) {
        this.needs.logger.error(
          { err: error },
          'process manager: deadlines could not be looked at; trying again',
        );
      }
      await pause(this.options.deadlinesEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async fireDue(signal: AbortSignal): Promise<void> {
    const { deadlines, clock, reacting } = this.needs;
    while (!signal.aborted) {
      const due = await deadlines.next(instantOf(clock.now().getTime()));
      if (due === undefined) return;
      const { kind, of } = due;
      const causationId = derivedId(DEADLINES, `${kind}:${of}:${due.due}`);
      const cause = this.cause(causationId, `deadline:${kind}:${of}`, undefined);
      const lateSeconds = (clock.now().getTime() - Date.parse(due.due)) / 1_000;
      await reacting.toDeadline(reactionTo(due), cause, { kind, lateSeconds });
      await due.done();
    }
  }

  private cause(causationId: string, correlationId: string, traceparent: string | undefined): CommandContext {
    return {
      commandId: causationId,
      requestHash: '',
      correlationId,
      causationId,
      actor: { kind: 'process-manager' },
      at: instantOf(this.needs.clock.now().getTime()),
      ...(traceparent === undefined ? {} : { traceparent }),
    };
  }
}

/** A reaction and the event it follows from. */
interface Step {
  readonly reaction: Reaction;
  readonly envelope: Envelope;
}

function stepsAfter(envelope: Envelope): readonly Step[] {
  const { event, stream, metadata } = envelope;
  // The codec decodes known events only; `react` names every one of them.
  const reactions = react(event as KnownEvent, idIn(stream), metadata.occurredAt);
  return reactions.map((reaction) => ({ reaction, envelope }));
}

/** A deadline was set by `react`, from an id of this very kind. */
function reactionTo({ kind, of }: DueDeadline): Reaction {
  switch (kind) {
    case 'lapse':
      return { do: 'lapse', applicationId: of as ApplicationId };
    case 'slot-check':
      return { do: 'repair-slot', subject: of as Subject };
    case 'directives-check':
      return { do: 'reconsider-open-cases' };
    default:
      return unreachable(kind);
  }
}

/** Namespace of the ids that deadlines cause. */
const DEADLINES = '6f0d7c0e-5b0a-5c57-9d0e-2a4a9d1f7b11';

/** `application-6f0c…` → `6f0c…` */
function idIn(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}

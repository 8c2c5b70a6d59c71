import { setTimeout as pause } from 'node:timers/promises';
import type { ApplicationId, Subject } from '#domain/kernel/brand.js';
import { unreachable } from '#domain/kernel/decider.js';
import { instantOf } from '#domain/calendar/day.js';
import type { ConsumerFigures } from '#distribution/consumer-figures.js';
import type { Distribution } from '#distribution/port.js';
import { boundedKey } from '#platform/bounded-key.js';
import { passesByItself } from '#event-log/passes-by-itself.js';
import type { Clock } from '#platform/clock/clock.js';
import type { Logger } from '#platform/logging/logger.js';
import type { Troubles } from '#read-models/runtime/troubles.js';
import { derivedId } from '#use-cases/ids.js';
import type { CaseByCase } from './case-by-case.js';
import type { Deadlines, DueDeadline } from './deadlines.js';
import { applicationOfMoneyCheck, type Reaction, subjectOfErasure, subjectOfFactCheck } from './react.js';
import type { Reacting } from './reacting.js';
import { reactionContext } from './reactor.js';

export const PROCESS_MANAGER_GROUP = 'process-manager';

export interface ProcessManagerNeeds {
  readonly distribution: Distribution;
  readonly reacting: Pick<Reacting, 'toDeadline'>;
  readonly cases: Pick<CaseByCase, 'handle'>;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly figures: ConsumerFigures;
  /** What fails is told here, for readiness. */
  readonly troubles: Troubles;
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
    const { distribution, logger, figures, troubles } = this.needs;
    await distribution.consume({
      topic: this.options.topic,
      group: PROCESS_MANAGER_GROUP,
      signal,
      handle: figures.watch(PROCESS_MANAGER_GROUP, (batch) =>
        troubles.watch(`events/${batch.partition}`, () => this.needs.cases.handle(batch), signal),
      ),
      onError: (error, { partition, messages }) =>
        logger.error(
          { err: error, partition, offset: String(messages[0].offset) },
          'process manager: batch failed and will be repeated',
        ),
    });
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
    const { deadlines, clock, reacting, troubles } = this.needs;
    while (!signal.aborted) {
      const due = await deadlines.next(instantOf(clock.now().getTime()));
      if (due === undefined) return;
      const { kind, of } = due;
      const causationId = derivedId(DEADLINES, `${kind}:${of}:${due.due}`);
      const correlationId = `deadline:${kind}:${boundedKey(of, MAX_CORRELATED_BYTES)}`;
      const cause = reactionContext({ causationId, correlationId, traceparent: undefined }, clock);
      const lateSeconds = (clock.now().getTime() - Date.parse(due.due)) / 1_000;
      try {
        await reacting.toDeadline(reactionTo(due), cause, { kind, lateSeconds });
        await due.done();
      } catch (error) {
        if (passesByItself(error)) throw error;
        // However many fail, those of other cases are fired. Told for a minute; that they are overdue, until they are done.
        troubles.note(`deadline ${kind}`, error);
        await due.putOff();
      }
    }
  }
}

/** A deadline was set by `react`, from an id of this very kind. */
function reactionTo({ kind, of }: DueDeadline): Reaction {
  switch (kind) {
    case 'lapse':
      return { do: 'lapse', applicationId: of as ApplicationId };
    case 'waiting-check':
      return { do: 'escalate', applicationId: of as ApplicationId };
    case 'money-check':
      return { do: 'check-money', applicationId: applicationOfMoneyCheck(of) };
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

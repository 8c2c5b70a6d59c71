import type { CommandBus } from '@nestjs/cqrs';
import { deadLetter, REASON_HEADER } from '#contracts/dead-letter.js';
import { readFactMessage } from '#contracts/facts.js';
import { DEAD_FACTS_TOPIC, FACTS_TOPIC } from '#contracts/topics.js';
import type { Batch, Distribution, ReceivedMessage } from '#distribution/port.js';
import { instantOf } from '#domain/calendar/day.js';
import type { Clock } from '#platform/clock/clock.js';
import { correlationIdOf } from '#platform/logging/correlation.js';
import type { Logger } from '#platform/logging/logger.js';
import { takeInFact } from '#use-cases/facts/take-in-fact.js';
import type { Subjects } from '#use-cases/subjects.js';

export const FACTS_INTAKE_GROUP = 'facts-intake';

/** Takes in the facts other services put on the topic; what cannot be read or is refused goes aside, with the reason. */
export class FactsIntake {
  constructor(
    private readonly distribution: Distribution,
    private readonly bus: CommandBus,
    private readonly subjects: Subjects,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Runs until the signal aborts and the batch in hand is finished. */
  run(signal: AbortSignal): Promise<void> {
    return this.distribution.consume({
      topic: FACTS_TOPIC,
      group: FACTS_INTAKE_GROUP,
      signal,
      handle: (batch) => this.handle(batch),
      onError: (error, { partition }) =>
        this.logger.error({ err: error, partition }, 'facts intake: batch failed and will be repeated'),
    });
  }

  private async handle({ messages }: Batch): Promise<void> {
    for (const message of messages) {
      const reasons = await this.takeIn(message);
      if (reasons.length > 0) await this.putAside(message, reasons);
    }
  }

  /** Why the message, or some fact in it, was not taken in; empty: all of it was. */
  private async takeIn(message: ReceivedMessage): Promise<readonly string[]> {
    const at = instantOf(this.clock.now().getTime());
    const reading = readFactMessage(message, { received: at });
    if (!reading.ok) return reading.errors.map(({ at: place, code }) => `${place}: ${code}`);
    const refusals: string[] = [];
    for (const fact of reading.facts) {
      const by = {
        actor: { kind: 'service', id: fact.source },
        at,
        correlationId: correlationIdOf(undefined),
      } as const;
      const result = await this.bus.execute(takeInFact(fact, by, this.subjects));
      if (result.kind !== 'done') {
        refusals.push(
          `${fact.source} ${fact.id}: ${result.kind === 'refused' ? result.refusal.code : result.kind}`,
        );
      }
    }
    return refusals;
  }

  private async putAside(message: ReceivedMessage, reasons: readonly string[]): Promise<void> {
    const { partition, offset } = message;
    const letter = deadLetter(message, reasons);
    await this.distribution.publish(DEAD_FACTS_TOPIC, [letter]);
    const reason = letter.headers[REASON_HEADER];
    this.logger.warn({ partition, offset: String(offset), reason }, 'facts intake: a message was put aside');
  }
}

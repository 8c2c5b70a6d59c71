import type { CommandBus } from '@nestjs/cqrs';
import { deadLetter, REASON_HEADER } from '#contracts/dead-letter.js';
import { readFactMessage } from '#contracts/facts.js';
import type { InboundFact } from '#contracts/inbound-fact.js';
import { DEAD_FACTS_TOPIC, FACTS_TOPIC } from '#contracts/topics.js';
import type { Batch, Distribution, ReceivedMessage } from '#distribution/port.js';
import { instantOf } from '#domain/calendar/day.js';
import type { Instant } from '#domain/kernel/brand.js';
import { DecodeError } from '#event-log/decode-error.js';
import { passesByItself } from '#event-log/passes-by-itself.js';
import type { Clock } from '#platform/clock/clock.js';
import { correlationIdOf, originOf } from '#platform/logging/correlation.js';
import type { Logger } from '#platform/logging/logger.js';
import { traceparentOf } from '#platform/tracing/traceparent.js';
import { traced, type Tracing } from '#platform/tracing/tracing.js';
import type { Troubles } from '#read-models/runtime/troubles.js';
import { takeInFact } from '#use-cases/facts/take-in-fact.js';
import type { Outcome } from '#use-cases/outcome.js';
import type { Subjects } from '#use-cases/subjects.js';
import type { FactsFigures } from './facts-figures.js';

export const FACTS_INTAKE_GROUP = 'facts-intake';

export interface FactsIntakeNeeds {
  readonly distribution: Distribution;
  readonly bus: CommandBus;
  readonly subjects: Subjects;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tracing: Tracing;
  readonly figures: FactsFigures;
  /** What fails is told here, for readiness. */
  readonly troubles: Troubles;
}

/** A failure nobody knows the like of may still pass; one that came so often does not. */
const MOST_FAILURES = 5;

/** Why a message was not taken in, or not all of it. */
interface Aside {
  /** `failed`: it can never be recorded, e.g. because the person's stream cannot be read. */
  readonly because: 'unreadable' | 'refused' | 'failed';
  readonly reasons: readonly string[];
}

/** Takes in the facts other services put on the topic; what cannot be read or is refused goes aside, with the reason. */
export class FactsIntake {
  /** How often each message has failed, by partition and offset. */
  private readonly failures = new Map<string, number>();

  constructor(private readonly needs: FactsIntakeNeeds) {}

  /** Runs until the signal aborts and the batch in hand is finished. */
  run(signal: AbortSignal): Promise<void> {
    const { distribution, logger, figures, troubles } = this.needs;
    return distribution.consume({
      topic: FACTS_TOPIC,
      group: FACTS_INTAKE_GROUP,
      signal,
      handle: figures.consumer.watch(FACTS_INTAKE_GROUP, (batch) =>
        troubles.watch(`facts/${batch.partition}`, () => this.handle(batch), signal),
      ),
      onError: (error, { partition }) =>
        logger.error({ err: error, partition }, 'facts intake: batch failed and will be repeated'),
    });
  }

  private async handle({ messages }: Batch): Promise<void> {
    for (const message of messages) {
      const aside = await this.takeIn(message);
      if (aside !== undefined) await this.putAside(message, aside);
    }
  }

  /** Undefined: all of it was taken in. */
  private async takeIn(message: ReceivedMessage): Promise<Aside | undefined> {
    const at = instantOf(this.needs.clock.now().getTime());
    const reading = readFactMessage(message, { received: at });
    if (!reading.ok) {
      const reasons = reading.errors.map(({ at: place, code }) => `${place}: ${code}`);
      return { because: 'unreadable', reasons };
    }
    const reasons: string[] = [];
    let failed = false;
    for (const fact of reading.facts) {
      const result = await this.recordOrGiveUp(message, fact, at);
      if (result.kind === 'failed') failed = true;
      if (result.kind === 'done') continue;
      reasons.push(
        `${fact.source} ${fact.id}: ${result.kind === 'refused' ? result.refusal.code : result.kind}`,
      );
    }
    this.failures.delete(placeOf(message));
    if (reasons.length === 0) return undefined;
    return { because: failed ? 'failed' : 'refused', reasons };
  }

  /** One fact that can never be recorded must not hold up those of everybody else. @throws what may still pass */
  private async recordOrGiveUp(
    message: ReceivedMessage,
    fact: InboundFact,
    at: Instant,
  ): Promise<Outcome | { readonly kind: 'failed' }> {
    try {
      return await this.record(fact, at, message.headers['traceparent']);
    } catch (error) {
      if (passesByItself(error)) throw error;
      const place = placeOf(message);
      const failures = (this.failures.get(place) ?? 0) + 1;
      this.failures.set(place, failures);
      if (!(error instanceof DecodeError) && failures < MOST_FAILURES) throw error;
      const { kind, source, id } = fact;
      this.needs.logger.error({ err: error, kind, source, id }, 'facts intake: a fact can never be recorded');
      return { kind: 'failed' };
    }
  }

  /** Goes on with the fact's own trace, or else with that of whoever sent the message. */
  private async record(fact: InboundFact, at: Instant, sender: string | undefined): Promise<Outcome> {
    const { bus, subjects, tracing, figures, logger } = this.needs;
    const parent = fact.traceparent ?? traceparentOf(sender);
    const correlationId = correlationIdOf(fact.correlationId);
    const outcome = await traced(tracing, 'take in fact', { kind: 'consumer', parent }, ({ traceparent }) => {
      const by = { actor: { kind: 'service', id: fact.source }, at, correlationId, traceparent } as const;
      return bus.execute(takeInFact(fact, by, subjects));
    });
    const result = resultOf(outcome);
    figures.taken(result);
    const { kind, source, id } = fact;
    const origin = originOf({ correlationId, traceparent: parent });
    logger.debug({ kind, source, id, result, ...origin }, 'facts intake: fact taken');
    return outcome;
  }

  private async putAside(message: ReceivedMessage, { because, reasons }: Aside): Promise<void> {
    const { distribution, figures, logger } = this.needs;
    const { partition, offset } = message;
    const letter = deadLetter(message, reasons);
    await distribution.publish(DEAD_FACTS_TOPIC, [letter]);
    figures.putAside(because);
    const reason = letter.headers[REASON_HEADER];
    logger.warn({ partition, offset: String(offset), reason }, 'facts intake: a message was put aside');
  }
}

const placeOf = ({ partition, offset }: ReceivedMessage) => `${partition}/${offset}`;

function resultOf(outcome: Outcome): 'recorded' | 'known' | 'refused' {
  if (outcome.kind !== 'done') return 'refused';
  return outcome.repeated || outcome.position === undefined ? 'known' : 'recorded';
}

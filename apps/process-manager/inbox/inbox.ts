import type { CommandBus } from '@nestjs/cqrs';
import { deadLetter } from '#contracts/dead-letter.js';
import { readFactMessage } from '#contracts/facts.js';
import type { InboundFact } from '#contracts/inbound-fact.js';
import { foreignTo } from '#contracts/fact-owners.js';
import { DEAD_FACTS_TOPIC, LEGACY_FACTS_TOPIC } from '#contracts/topics.js';
import type { Instant } from '#decider/brand.js';
import { Attempts } from '#topics/attempts.js';
import { type Consumer, ConsumerPipe } from '#topics/consumer-pipe.js';
import type { Batch, Distribution, ReceivedMessage } from '#topics/port.js';
import type { Refusal, RefusalDetail } from '#decider/decider.js';
import { instantOf } from '#decider/instant.js';
import { DecodeError } from '#event-sourcing/decode-error.js';
import { passesByItself } from '#event-sourcing/passes-by-itself.js';
import type { Clock } from '#runtime/clock/clock.js';
import { correlationIdOf, originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import { traceparentOf } from '#runtime/tracing/traceparent.js';
import { traced, type Tracing } from '#runtime/tracing/tracing.js';
import type { RecentFailures } from '#event-sourcing/recent-failures.js';
import { takeInFact } from '#use-cases/facts/take-in-fact.js';
import type { Outcome } from '#event-sourcing/outcome.js';
import type { Subjects } from '#use-cases/subjects.js';
import type { AsideReason, FactOutcome, InboxMetrics } from './inbox-metrics.js';
import { FACTS_INBOXES, type FactsInbox, LEGACY_INBOX } from './facts-topics.js';
import { whileThere } from './while-there.js';
import { whyForeign } from './why-foreign.js';

/** How often it is looked for whether the first release's topic is there, milliseconds. */
const LOOK_EVERY_MS = 10_000;

export interface InboxDependencies {
  readonly distribution: Distribution;
  readonly bus: CommandBus;
  readonly subjects: Subjects;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tracing: Tracing;
  readonly figures: InboxMetrics;
  /** What fails is told here, for readiness. */
  readonly troubles: RecentFailures;
  /** How often one that fails of nobody knows what is tried before it is put aside. */
  readonly failuresMax: number;
  /** Bytes of the largest single fact. */
  readonly factLimit: number;
  /** In words, in English: what is wrong with a message, and what to mend. */
  readonly explained: Explained;
  /** How often it is looked for whether the first release's topic is there, milliseconds; default 10,000. */
  readonly lookEveryMs?: number;
}

/** What a code means, with what is allowed instead; never the value it is about. */
export type Explained = (detail: Pick<RefusalDetail, 'code' | 'params'>) => string;

/** When a fact reached us, and from which service. */
interface Told {
  readonly at: Instant;
  readonly speaker: string;
}

/** Why a message was not taken in, or not all of it. */
interface Aside {
  readonly because: AsideReason;
  readonly reasons: readonly string[];
}

/**
 * Takes in the facts other services put on their topics; what cannot be read, is not theirs to tell or is refused goes
 * aside, with the reason.
 */
export class Inbox {
  private readonly attempts: Attempts;

  constructor(private readonly dependencies: InboxDependencies) {
    this.attempts = new Attempts(dependencies.failuresMax);
  }

  /** Runs until the signal aborts and the batches in hand are finished; no error ends it. */
  async run(signal: AbortSignal): Promise<void> {
    const { distribution, logger, lookEveryMs = LOOK_EVERY_MS } = this.dependencies;
    const { figures, troubles: failures } = this.dependencies;
    const pipe = new ConsumerPipe({
      distribution,
      figures: figures.consumer,
      failures,
      logger,
      stage: 'inbox',
    });
    const legacy = {
      topic: LEGACY_INBOX.topic,
      distribution,
      consume: (until: AbortSignal) => pipe.consume(this.consumer(LEGACY_INBOX), until),
      lookEveryMs,
      onError: (error: unknown) => logger.error({ err: error }, 'inbox: interrupted; trying again'),
    };
    await Promise.all([
      ...FACTS_INBOXES.map((inbox) => pipe.run(this.consumer(inbox), signal)),
      whileThere(legacy, signal),
    ]);
  }

  private consumer(inbox: FactsInbox): Consumer {
    const { topic, group } = inbox;
    return { topic, group, name: topic, line: { topic }, handle: (batch) => this.handle(batch, inbox) };
  }

  private async handle({ topic, messages }: Batch, inbox: FactsInbox): Promise<void> {
    for (const message of messages) {
      const aside = await this.takeIn(message, inbox);
      if (aside !== undefined) await this.putAside(message, aside);
    }
    if (topic === LEGACY_FACTS_TOPIC)
      this.dependencies.logger.warn(
        { topic, messages: messages.length },
        'inbox: legacy: messages on the topic all services wrote to; each has a topic of its own now',
      );
  }

  /** Undefined: all of it was taken in. As over HTTP, of a message with anything unreadable or foreign nothing is. */
  private async takeIn(message: ReceivedMessage, inbox: FactsInbox): Promise<Aside | undefined> {
    const at = instantOf(this.dependencies.clock.now().getTime());
    const { explained, factLimit: maxFactBytes } = this.dependencies;
    const reading = readFactMessage(message, { received: at, limits: { maxFactBytes } });
    if (!reading.ok) {
      const reasons = reading.errors.map((error) => `${error.at}: ${error.code}: ${explained(error)}`);
      return { because: 'unreadable', reasons };
    }
    const foreign = reading.facts.flatMap((fact) => {
      const why = foreignTo(inbox.speaker(fact), fact);
      return why === undefined ? [] : [`${fact.source} ${fact.id}: ${whyForeign(why)}`];
    });
    if (foreign.length > 0) return { because: 'foreign', reasons: foreign };
    const reasons: string[] = [];
    let failed = false;
    for (const fact of reading.facts) {
      const result = await this.recordOrGiveUp(message, fact, { at, speaker: inbox.speaker(fact) });
      if (result.kind === 'failed') failed = true;
      if (result.kind === 'done') continue;
      const why = result.kind === 'refused' ? this.whyRefused(result.refusal) : result.kind;
      reasons.push(`${fact.source} ${fact.id}: ${why}`);
    }
    this.attempts.over(message);
    if (reasons.length === 0) return undefined;
    return { because: failed ? 'failed' : 'refused', reasons };
  }

  private whyRefused({ code }: Refusal): string {
    return `${code}: ${this.dependencies.explained({ code })}`;
  }

  /** One fact that can never be recorded must not hold up those of everybody else. @throws what may still pass */
  private async recordOrGiveUp(
    message: ReceivedMessage,
    fact: InboundFact,
    told: Told,
  ): Promise<Outcome | { readonly kind: 'failed' }> {
    try {
      return await this.record(fact, told, message);
    } catch (error) {
      if (passesByItself(error)) throw error;
      const enough = this.attempts.failed(message);
      if (!(error instanceof DecodeError) && !enough) throw error;
      const line = { err: error, kind: fact.kind, factId: this.idOf(fact) };
      this.dependencies.logger.error(line, 'inbox: a fact can never be recorded');
      return { kind: 'failed' };
    }
  }

  /** Goes on with the fact's own trace, or else with that of whoever sent the message. */
  private async record(
    fact: InboundFact,
    { at, speaker }: Told,
    { topic, headers }: ReceivedMessage,
  ): Promise<Outcome> {
    const { bus, subjects, tracing, figures, logger } = this.dependencies;
    const parent = fact.traceparent ?? traceparentOf(headers['traceparent']);
    const correlationId = correlationIdOf(fact.correlationId);
    const outcome = await traced(tracing, 'take in fact', { kind: 'consumer', parent }, ({ traceparent }) => {
      const by = { actor: { kind: 'service', id: speaker }, at, correlationId, traceparent } as const;
      return bus.execute(takeInFact(fact, by, subjects));
    });
    const result = resultOf(outcome);
    figures.taken(topic, result);
    const origin = originOf({ correlationId, traceparent: parent });
    const line = { topic, kind: fact.kind, factId: this.idOf(fact), result, ...origin };
    logger.debug(line, 'inbox: fact taken');
    return outcome;
  }

  /** As the log of events has it: lines of the log are kept where no erasure reaches. */
  private idOf({ source, id }: InboundFact): string {
    return this.dependencies.subjects.factId(source, id);
  }

  private async putAside(message: ReceivedMessage, { because, reasons }: Aside): Promise<void> {
    const { distribution, figures, logger } = this.dependencies;
    const { topic, partition, offset } = message;
    const letter = deadLetter(message, reasons);
    await distribution.publish(DEAD_FACTS_TOPIC, [letter]);
    figures.putAside(topic, because);
    // Why in detail stays with the message: a service's own words are in it.
    logger.warn({ topic, partition, offset: String(offset), because }, 'inbox: a message was put aside');
  }
}

function resultOf(outcome: Outcome): FactOutcome {
  if (outcome.kind !== 'done') return 'refused';
  return outcome.repeated || outcome.position === undefined ? 'known' : 'recorded';
}

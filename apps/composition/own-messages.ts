import { Counter, type Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { Batch, ConsumeOptions, Distribution, ReceivedMessage } from '#topics/port.js';
import { logOf } from '#event-sourcing/cloud-events.js';
import { readLogIds } from '#event-sourcing/identity/identity-stream.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import { OtherLogError } from '#event-sourcing/identity/other-log-error.js';
import type { EventStore } from '#event-store/port.js';
import type { Logger } from '#runtime/logging/logger.js';

const WHY = ['former-log', 'accepted'] as const;

/** Why a message of an id that the log does not have is stepped over. */
type Why = (typeof WHY)[number];

export interface OwnMessagesDependencies {
  readonly distribution: Distribution;
  readonly store: Pick<EventStore, 'readStream'>;
  /** The id of the log, once it is known. */
  readonly passed: Promise<LogId>;
  /** See HAWIYA_ACCEPT_PARTS. */
  readonly accepted: string | undefined;
  readonly metrics: Registry;
  readonly logger: Logger;
  /** Told of what ends the process. */
  readonly refuse: (error: OtherLogError) => void;
}

/**
 * The topics, of whose events nobody is handed any that are of another log. Those that this log had another id for are
 * stepped over: since then everything is published anew. Those of any other log end the process before anything of
 * their batch is handled: the offset is that of its consumers as well.
 */
export function ownMessages(needs: OwnMessagesDependencies): Distribution {
  const { distribution } = needs;
  const own = new OwnMessages(needs);
  return {
    ensureTopics: (topics) => distribution.ensureTopics(topics),
    hasTopic: (name) => distribution.hasTopic(name),
    removeTopic: (name) => distribution.removeTopic(name),
    publish: (topic, messages) => distribution.publish(topic, messages),
    consume: (options) => distribution.consume(options.topic === EVENTS_TOPIC ? own.only(options) : options),
    lag: (topic, group) => distribution.lag(topic, group),
    close: () => distribution.close(),
  };
}

class OwnMessages {
  private readonly accepted: ReadonlySet<string>;
  private readonly stepped: Counter<'group' | 'reason'>;
  /** Ids that are stepped over, once they were looked up. */
  private readonly known = new Map<LogId, Why>();

  constructor(private readonly dependencies: OwnMessagesDependencies) {
    this.accepted = new Set(dependencies.accepted?.split(','));
    this.stepped = new Counter({
      name: 'hawiya_events_of_other_logs_total',
      help: 'Messages stepped over: of the log under an id it had before, or of one that HAWIYA_ACCEPT_PARTS names',
      labelNames: ['group', 'reason'],
      registers: [dependencies.metrics],
    });
  }

  only(options: ConsumeOptions): ConsumeOptions {
    const { group, onError } = options;
    for (const reason of WHY) this.stepped.inc({ group, reason }, 0);
    return {
      ...options,
      handle: async (batch) => {
        const [first, ...rest] = await this.ownOf(batch, group);
        if (first !== undefined) await options.handle({ ...batch, messages: [first, ...rest] });
      },
      onError: (error, batch) => {
        if (!(error instanceof OtherLogError)) onError?.(error, batch);
      },
    };
  }

  /** @throws OtherLogError, EventStoreError */
  private async ownOf({ messages }: Batch, group: string): Promise<readonly ReceivedMessage[]> {
    const log = await this.dependencies.passed;
    const isOthers = (message: ReceivedMessage) => (logOf(message) ?? log) !== log;
    if (!messages.some(isOthers)) return messages;
    const own: ReceivedMessage[] = [];
    const stepped: Record<Why, number> = { 'former-log': 0, accepted: 0 };
    for (const message of messages) {
      const of = logOf(message) ?? log;
      if (of === log) own.push(message);
      else stepped[await this.whySteppedOver(message, of, log)] += 1;
    }
    for (const reason of WHY) this.stepped.inc({ group, reason }, stepped[reason]);
    return own;
  }

  private async whySteppedOver(message: ReceivedMessage, of: LogId, log: LogId): Promise<Why> {
    const known = this.known.get(of);
    if (known !== undefined) return known;
    const ids = await readLogIds(this.dependencies.store);
    const at = ids.indexOf(of);
    const isFormer = at >= 0 && at < ids.lastIndexOf(log);
    if (!isFormer && !this.accepted.has(`${log}:${of}`))
      throw this.refused(message, { kind: at < 0 ? 'other-log' : 'accepted-since', log, of });
    const why: Why = isFormer ? 'former-log' : 'accepted';
    this.known.set(of, why);
    this.dependencies.logger.warn({ log: of, why }, 'messages of another log are stepped over');
    return why;
  }

  private refused(
    { topic, partition, offset }: ReceivedMessage,
    other: ConstructorParameters<typeof OtherLogError>[0],
  ): OtherLogError {
    const error = new OtherLogError(other, `topic ${topic}, partition ${partition}, offset ${offset}`);
    this.dependencies.refuse(error);
    return error;
  }
}

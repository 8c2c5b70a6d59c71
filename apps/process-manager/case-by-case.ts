import { Attempts } from '#topics/attempts.js';
import type { Batch, ReceivedMessage } from '#topics/port.js';
import { fromMessage } from '#contracts/cloud-events.js';
import { UnreadableMessageError } from '#event-sourcing/cloud-events.js';
import type { StoredEvent } from '#event-sourcing/codec.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import { groupInto } from '#runtime/group-into.js';
import { crashPoint } from '#runtime/crash-points.js';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { Cause, ParkedKeys } from '#projections/parked-keys.js';
import { firstOf, newestOf, originOfCause } from '#projections/poison.js';
import type { Following } from './following.js';
import { superseded } from './superseded.js';
import { bugIn, poisonIn } from './reaction-poison.js';
import type { Dispatch } from './dispatch.js';

export interface CaseByCaseDependencies {
  readonly decode: (message: ReceivedMessage) => Promise<Envelope | undefined>;
  readonly dispatch: Pick<Dispatch, 'toEvent'>;
  readonly following: Pick<Following, 'batch'>;
  readonly parked: ParkedKeys;
  /** How often one that fails of nobody knows what is tried before it is parked. */
  readonly failuresMax: number;
  readonly logger: Logger;
  /** Told of events whose consequences were left to a later one's. */
  readonly putOff: (events: number) => void;
}

type Decoded = PromiseSettledResult<Envelope | undefined>;

/** Reacts to batches of events, each case by itself. */
export class CaseByCase {
  private readonly attempts: Attempts;

  constructor(private readonly dependencies: CaseByCaseDependencies) {
    this.attempts = new Attempts(dependencies.failuresMax);
  }

  /**
   * Keys side by side, the events of a key one after the other. A key whose event can never be reacted to is parked, and
   * what comes for it later waits behind: one case must not hold up all the others.
   */
  async handle({ messages }: Pick<Batch, 'messages'>): Promise<void> {
    this.dependencies.following.batch(messages);
    const byKey = new Map<string, ReceivedMessage[]>();
    for (const message of messages) groupInto(byKey, message.key, message);
    const queued = await this.queued(byKey);
    await Promise.all(
      [...byKey].filter(([key]) => !queued.has(key)).map(([, ofKey]) => this.handleInOrder(ofKey)),
    );
    crashPoint('process-manager.before-offset');
  }

  private async handleInOrder(messages: readonly ReceivedMessage[]): Promise<void> {
    const decoded = await Promise.allSettled(messages.map((message) => this.dependencies.decode(message)));
    const off = superseded(upToUnreadable(decoded));
    const isOff = (i: number) => isPutOff(decoded[i], off);
    const failed = await this.firstFailing(messages, decoded, (i) => !isOff(i));
    if (failed === undefined) return this.dependencies.putOff(off.size);
    // What they were put off to may never come. If they fail as well, the key waits from the first of them on.
    const before = messages.slice(0, failed.at);
    const { at, cause } = (await this.firstFailing(before, decoded, isOff)) ?? failed;
    await this.park(messages[at] ?? failed.message, cause, messages.slice(at));
  }

  /** Reacts to the chosen ones in order, up to the first that can never be reacted to. @throws what may pass by itself */
  private async firstFailing(
    messages: readonly ReceivedMessage[],
    decoded: readonly Decoded[],
    chosen: (i: number) => boolean,
  ): Promise<{ readonly at: number; readonly message: ReceivedMessage; readonly cause: Cause } | undefined> {
    for (const [at, message] of messages.entries()) {
      try {
        const envelope = valueOf(decoded[at]);
        if (envelope !== undefined && chosen(at))
          await this.dependencies.dispatch.toEvent(envelope, 'in-order');
        if (chosen(at)) this.attempts.over(message);
      } catch (error) {
        const cause = this.poison(error, message);
        if (cause === undefined) throw error;
        return { at, message, cause };
      }
    }
    return undefined;
  }

  /** Undefined: the message has to come again. */
  private poison(error: unknown, message: ReceivedMessage): Cause | undefined {
    const event = readable(message);
    // Not even read, and not skipped: whatever that is, it is not the message's fault.
    if (event === undefined) return undefined;
    const poison = poisonIn(error, event);
    if (poison !== 'unknown') return poison;
    return this.attempts.failed(message) ? bugIn(error, event) : undefined;
  }

  private async park(at: ReceivedMessage, cause: Cause, waiting: readonly ReceivedMessage[]): Promise<void> {
    const { key } = at;
    const events = waiting.flatMap((message) => readable(message) ?? []);
    await this.dependencies.parked.park(key, cause, newestOf(events), firstOf(events));
    this.attempts.over(at);
    const { reason, message } = cause;
    this.dependencies.logger.error(
      { key, reason, message, ...originOf(originOfCause(cause)) },
      'process manager: key parked',
    );
  }

  /** Those of the keys that are parked, with what came for them queued behind. */
  private async queued(byKey: ReadonlyMap<string, readonly ReceivedMessage[]>): Promise<ReadonlySet<string>> {
    const queued = new Set<string>();
    for (const key of await this.dependencies.parked.among([...byKey.keys()])) {
      const events = (byKey.get(key) ?? []).flatMap((message) => readable(message) ?? []);
      // Released by now: then it is handled like any other.
      if (await this.dependencies.parked.wait(key, newestOf(events), firstOf(events))) queued.add(key);
    }
    return queued;
  }
}

function upToUnreadable(decoded: readonly Decoded[]): readonly Envelope[] {
  const end = decoded.findIndex(({ status }) => status === 'rejected');
  return decoded.slice(0, end < 0 ? undefined : end).flatMap((one) => valueOf(one) ?? []);
}

function isPutOff(decoded: Decoded | undefined, off: ReadonlySet<Envelope>): boolean {
  return decoded?.status === 'fulfilled' && decoded.value !== undefined && off.has(decoded.value);
}

/** Undefined: skipped. @throws what decoding did */
function valueOf(decoded: Decoded | undefined): Envelope | undefined {
  if (decoded?.status === 'rejected') throw decoded.reason;
  return decoded?.value;
}

/** Undefined: not one of ours. */
function readable(message: ReceivedMessage): StoredEvent | undefined {
  try {
    return fromMessage(message);
  } catch (error) {
    if (error instanceof UnreadableMessageError) return undefined;
    throw error;
  }
}

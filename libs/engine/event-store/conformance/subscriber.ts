import type { EventStore, Position, RecordedEvent, SubscriptionMessage } from '../port.js';
import { isOurs } from './events.js';

/** Somebody who subscribes and remembers what came. */
export interface Subscriber {
  readonly messages: readonly SubscriptionMessage[];
  /** Of our streams. */
  readonly events: readonly RecordedEvent[];
  /** Resolves as soon as the condition holds. @throws if the subscription ends or the deadline passes before. */
  until(condition: () => boolean): Promise<void>;
  /** Aborts and waits for the end. */
  stop(): Promise<void>;
  readonly ended: Promise<void>;
}

export interface SubscriberOptions {
  readonly after?: Position | undefined;
  readonly deadlineMs: number;
  /** What it does with each event before it takes the next. */
  readonly handle?: (event: RecordedEvent) => Promise<void>;
}

export function subscriber(store: EventStore, { after, deadlineMs, handle }: SubscriberOptions): Subscriber {
  const abort = new AbortController();
  const messages: SubscriptionMessage[] = [];
  const events: RecordedEvent[] = [];
  const checks = new Set<() => void>();

  async function run(): Promise<void> {
    const options = after === undefined ? { signal: abort.signal } : { after, signal: abort.signal };
    for await (const message of store.subscribeToAll(options)) {
      messages.push(message);
      if (message.kind === 'event') {
        if (isOurs(message.event)) events.push(message.event);
        await handle?.(message.event);
      }
      for (const check of checks) check();
    }
  }

  const ended = run();
  const until = async (condition: () => boolean) => {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not in time; ${events.length} events came`)), deadlineMs);
    });
    let check: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      check = () => condition() && resolve();
      checks.add(check);
      check();
    });
    const over = (async () => {
      await ended;
      if (!condition()) throw new Error(`the subscription ended; ${events.length} events came`);
    })();
    try {
      await Promise.race([held, deadline, over]);
    } finally {
      clearTimeout(timer);
      if (check) checks.delete(check);
    }
  };
  const stop = async () => {
    abort.abort();
    await ended;
  };
  return { messages, events, until, stop, ended };
}

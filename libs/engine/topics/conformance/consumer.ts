import { eventually } from '#test/support/eventually.js';
import type { Batch, ConsumeOptions, Distribution, Message, ReceivedMessage } from '../port.js';

/** A `consume` call of a test, and everything it was given. */
export interface Consumer {
  readonly batches: readonly Batch[];
  readonly messages: readonly ReceivedMessage[];
  readonly texts: readonly string[];
  /** Whether `consume` has resolved. */
  readonly done: boolean;
  /** Waits until the condition holds. */
  until(condition: (consumer: Consumer) => boolean): Promise<void>;
  /** Aborts and waits for `consume` to resolve. */
  stop(): Promise<void>;
  readonly consuming: Promise<void>;
}

/** Consumes until stopped; `handle` may be given to do something with each batch before it counts as finished. */
export function startConsumer(
  distribution: Distribution,
  deadlineMs: number,
  options: Partial<ConsumeOptions> & Pick<ConsumeOptions, 'topic' | 'group'>,
): Consumer {
  const abort = new AbortController();
  const batches: Batch[] = [];
  let done = false;
  const consuming = distribution
    .consume({
      signal: abort.signal,
      ...options,
      handle: async (batch) => {
        await options.handle?.(batch);
        batches.push(batch);
      },
    })
    .finally(() => (done = true));
  const consumer: Consumer = {
    batches,
    consuming,
    get done() {
      return done;
    },
    get messages() {
      return batches.flatMap(({ messages }) => messages);
    },
    get texts() {
      return consumer.messages.map(({ value }) => text(value));
    },
    until: (condition) => eventually(() => condition(consumer), { deadlineMs, what: String(condition) }),
    stop: () => {
      abort.abort();
      return consuming;
    },
  };
  return consumer;
}

export function message(key: string, value: string, headers: Record<string, string> = {}): Message {
  return { key, headers, value: Buffer.from(value) };
}

export function text(value: Uint8Array): string {
  return Buffer.from(value).toString('utf8');
}

/** `count` messages of one key: key:0, key:1, … */
export function series(key: string, count: number, from = 0): Message[] {
  return Array.from({ length: count }, (_, index) => message(key, `${key}:${from + index}`));
}

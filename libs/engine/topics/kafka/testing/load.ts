import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '#test/support/eventually.js';
import type { Batch, ConsumeOptions, Distribution } from '../../port.js';
import { DEADLINE_MS } from './broker.js';

/** Publishes as the distributor does: one call after the other, repeated until it succeeds. */
export interface Load {
  /** By key: how many messages were acknowledged, numbered from 0. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** Calls that were rejected, and repeated. */
  readonly rejections: readonly unknown[];
  /** Resolves when so many more were acknowledged. */
  more(messages: number): Promise<void>;
  /** Resolves with the last one acknowledged. */
  stop(): Promise<void>;
}

const KEYS = 20;

export function startLoad(
  distribution: Distribution,
  topic: string,
  { perCall = 20, pauseMs = 2 } = {},
): Load {
  const acknowledged = new Map<string, number>();
  const rejections: unknown[] = [];
  const stopping = new AbortController();
  let total = 0;
  const publishing = (async () => {
    for (let next = 0; !stopping.signal.aborted; next += perCall) {
      const numbers = Array.from({ length: perCall }, (_, index) => next + index);
      const messages = numbers.map((number) => ({
        key: `key-${number % KEYS}`,
        headers: {},
        value: Buffer.from(String(Math.floor(number / KEYS))),
      }));
      await insist(() => distribution.publish(topic, messages), rejections);
      for (const { key, value } of messages) acknowledged.set(key, Number(value) + 1);
      total += perCall;
      await wait(pauseMs);
    }
  })();
  return {
    acknowledged,
    rejections,
    more: (messages) => {
      const goal = total + messages;
      return eventually(() => total >= goal, { deadlineMs: DEADLINE_MS, what: 'more being published' });
    },
    stop: () => {
      stopping.abort();
      return publishing;
    },
  };
}

async function insist(call: () => Promise<void>, rejections: unknown[]): Promise<void> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      rejections.push(error);
      await wait(50);
    }
  }
}

/** What the members of a group were given, all of them together. */
export class Witnessed {
  /** By key: how many of its messages were seen in order. */
  private readonly seen = new Map<string, number>();
  /** Messages that came before one they follow. */
  readonly gaps: string[] = [];
  repeats = 0;

  /** To be called when a batch is handled. */
  note({ messages }: Batch): void {
    for (const { key, value } of messages) {
      const number = Number(Buffer.from(value).toString());
      const next = this.seen.get(key) ?? 0;
      if (number < next) this.repeats += 1;
      else if (number > next) this.gaps.push(`${key}: ${number} after ${next - 1}`);
      this.seen.set(key, Math.max(next, number + 1));
    }
  }

  has(acknowledged: ReadonlyMap<string, number>): boolean {
    return [...acknowledged].every(([key, count]) => (this.seen.get(key) ?? 0) >= count);
  }

  /** Resolves when everything acknowledged was seen. */
  until(load: Load): Promise<void> {
    return eventually(() => this.has(load.acknowledged), {
      deadlineMs: DEADLINE_MS,
      what: 'everything acknowledged being consumed',
    });
  }
}

/** A member of a group, until it is stopped. */
export function startMember(
  distribution: Distribution,
  options: Omit<ConsumeOptions, 'signal'>,
): { stop(): Promise<void> } {
  const abort = new AbortController();
  const consuming = distribution.consume({ ...options, signal: abort.signal });
  return {
    stop: () => {
      abort.abort();
      return consuming;
    },
  };
}

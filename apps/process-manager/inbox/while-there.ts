import type { Distribution } from '#topics/port.js';
import { pause } from '#runtime/back-off.js';

export interface WhileThereOptions {
  readonly topic: string;
  readonly distribution: Pick<Distribution, 'hasTopic'>;
  /** Until this signal aborts. */
  readonly consume: (signal: AbortSignal) => Promise<void>;
  /** How often the topic is looked for, milliseconds. */
  readonly lookEveryMs: number;
  readonly onError: (error: unknown) => void;
}

/** Consumes a topic while it is there: it may be removed, and made again, at any time. Runs until the signal aborts. */
export async function whileThere(options: WhileThereOptions, signal: AbortSignal): Promise<void> {
  const { topic, distribution, lookEveryMs, onError } = options;
  while (!signal.aborted) {
    try {
      if (await distribution.hasTopic(topic)) await consumeUntilGone(options, signal);
    } catch (error) {
      onError(error);
    }
    await pause(lookEveryMs, signal);
  }
}

async function consumeUntilGone(
  { topic, distribution, consume, lookEveryMs }: WhileThereOptions,
  signal: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  const over = AbortSignal.any([signal, gone.signal]);
  const end = () => gone.abort();
  const watch = async () => {
    // A broker that cannot be asked has not said that it is gone; that it is away, the consumer tells.
    while (!over.aborted && (await distribution.hasTopic(topic).catch(() => true)))
      await pause(lookEveryMs, over);
  };
  await Promise.all([consume(over).finally(end), watch().finally(end)]);
}

import { type BackOff, backOffMs, pause } from '#platform/back-off.js';
import type { Batch, ConsumeOptions, ReceivedMessage } from '../port.js';

const MAX_BATCH = 500;
/** So many batches may wait; then the partition is paused at the broker. */
const BATCHES_AHEAD = 2;

export interface PartitionNeeds {
  readonly topic: string;
  readonly partition: number;
  readonly options: Pick<ConsumeOptions, 'handle' | 'onError' | 'maxBatch'>;
  readonly backOff: BackOff;
  /** Stores the group's offset: that of the next message. */
  readonly commit: (offset: bigint) => Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Told when an offset could not be stored; that is tried again. */
  readonly onCommitError: (error: unknown) => void;
  /** Resolves when nobody else in this process works on the partition any more. */
  readonly free: Promise<void>;
}

/**
 * The messages of one partition on their way to the handler: a batch at a time, repeated after a back-off while it
 * fails, the offset stored behind it. The fetching of other partitions goes on meanwhile.
 */
export class PartitionQueue {
  private waiting: ReceivedMessage[] = [];
  private working: Promise<void> | undefined;
  private readonly stop = new AbortController();
  private paused = false;
  private end = 0n;
  /** Of the next message that was not taken in yet; what comes again after a rebalance is known by it. */
  private next = -1n;

  constructor(private readonly needs: PartitionNeeds) {}

  /** `end`: where the partition ends as far as the broker has said. */
  take(messages: readonly ReceivedMessage[], end: bigint): void {
    if (this.stop.signal.aborted) return;
    for (const message of messages) {
      if (message.offset < this.next) continue;
      this.waiting.push(message);
      this.next = message.offset + 1n;
    }
    this.end = end > this.end ? end : this.end;
    if (this.waiting.length >= BATCHES_AHEAD * this.maxBatch && !this.paused) {
      this.paused = true;
      this.needs.pause();
    }
    this.working ??= this.work().finally(() => (this.working = undefined));
  }

  /** Gives up what waits; resolves when the batch in hand is finished and its offset stored. */
  async leave(): Promise<void> {
    this.stop.abort();
    this.waiting = [];
    await this.working;
  }

  private get maxBatch(): number {
    return this.needs.options.maxBatch ?? MAX_BATCH;
  }

  private async work(): Promise<void> {
    await this.needs.free;
    for (let failures = 0; !this.stop.signal.aborted;) {
      const batch = this.nextBatch();
      if (batch === undefined) return;
      try {
        await this.needs.options.handle(batch);
      } catch (error) {
        failures += 1;
        this.needs.options.onError?.(error, batch);
        await pause(backOffMs(failures, this.needs.backOff), this.stop.signal);
        continue;
      }
      failures = 0;
      await this.finish(batch);
    }
  }

  private nextBatch(): Batch | undefined {
    const { topic, partition } = this.needs;
    const [first, ...others] = this.waiting.slice(0, this.maxBatch);
    if (first === undefined) return undefined;
    const next = nextOf([first, ...others]);
    return { topic, partition, messages: [first, ...others], behind: this.end > next ? this.end - next : 0n };
  }

  /** Stores the offset, however long that takes; in vain only if the queue is left, and then somebody gets it again. */
  private async finish({ messages }: Batch): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        await this.needs.commit(nextOf(messages));
        break;
      } catch (error) {
        this.needs.onCommitError(error);
        if (this.stop.signal.aborted) return;
        await pause(backOffMs(failures, this.needs.backOff), this.stop.signal);
      }
    }
    this.waiting.splice(0, messages.length);
    if (!this.paused || this.waiting.length >= this.maxBatch || this.stop.signal.aborted) return;
    this.paused = false;
    this.needs.resume();
  }
}

const nextOf = (messages: Batch['messages']): bigint => (messages.at(-1) ?? messages[0]).offset + 1n;

import { setTimeout as wait } from 'node:timers/promises';
import { type BackOff, backOffMs, pause } from '#runtime/back-off.js';
import type { Batch, ConsumeOptions, ReceivedMessage } from '../port.js';

const MAX_BATCH = 500;
/** What a message takes beside its value, about: key, headers and the objects that hold them. */
const MESSAGE_OVERHEAD_BYTES = 1_024;
const PATIENCE_MS = 100;
const BETWEEN_COMMITS: BackOff = { firstMs: 20, capMs: 1_000 };
/** Who leaves gives up storing the offset after so many attempts: the next one then gets the batch again. */
const LAST_COMMITS = 5;

export interface PartitionDependencies {
  readonly topic: string;
  readonly partition: number;
  readonly options: Pick<ConsumeOptions, 'handle' | 'onError' | 'maxBatch'>;
  readonly backOff: BackOff;
  /** The queue is full when it holds so many bytes, about. */
  readonly aheadBytes: number;
  /** Offset of the first message the group has not finished. Rejected: so is what is to be taken in. */
  readonly start: Promise<bigint>;
  /** A full queue is given so long to become less full before its partition is paused; default 100 ms. */
  readonly patienceMs?: number;
  /** Stores the group's offset: that of the next message. Does nothing if the partition is somebody else's by now. */
  readonly commit: (offset: bigint) => Promise<void>;
  /** Fetching of the partition stops, and goes on. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Told when an offset could not be stored; that is tried again. */
  readonly onCommitError: (error: unknown) => void;
  /** Resolves when nobody else in this process works on the partition any more. */
  readonly free: Promise<void>;
}

/**
 * The messages of one partition on their way to the handler: a batch at a time, repeated after a back-off while it
 * fails, the offset stored behind it while the next one is handled. The fetching of other partitions goes on meanwhile.
 */
export class PartitionQueue {
  private waiting: ReceivedMessage[] = [];
  private bytes = 0;
  private working: Promise<void> | undefined;
  private storing: Promise<void> | undefined;
  /** Offset of the first message that is not finished, once one is. */
  private finished: bigint | undefined;
  private readonly stop = new AbortController();
  private paused = false;
  private drained: () => void = () => undefined;
  private end = 0n;
  /** Offset of the next message to be taken in: everything before is finished, in hand or waiting. */
  private next: bigint | undefined;
  private askedFor: bigint | undefined;

  constructor(private readonly dependencies: PartitionDependencies) {
    dependencies.start.catch(() => undefined); // told when there is something to take in, which may be never
  }

  /** Offset of the next message to be taken in; undefined until that is known. */
  get position(): bigint | undefined {
    return this.next;
  }

  /**
   * Takes in what was fetched: messages in order, up to `last`, of a partition that ends at `end` as far as the broker
   * has said. What is there already is left out. What does not begin where the queue ends is refused once (`false`),
   * to be fetched again from `position` on; if it then is the same, those in between are not in the log any more.
   * Resolves when there is room for more, or the partition was paused.
   */
  async take(messages: readonly ReceivedMessage[], last: bigint, end: bigint): Promise<boolean> {
    this.next ??= await this.dependencies.start;
    const [first] = messages;
    if (first === undefined || this.stop.signal.aborted) return true;
    if (first.offset > this.next && this.askedFor !== this.next) {
      this.askedFor = this.next;
      return false;
    }
    for (const message of messages) {
      if (message.offset < this.next) continue;
      this.waiting.push(message);
      this.bytes += bytesOf(message);
    }
    if (last >= this.next) this.next = last + 1n;
    if (end > this.end) this.end = end;
    this.working ??= this.work().finally(() => (this.working = undefined));
    if (this.full) await this.makeRoom();
    return true;
  }

  /** Gives up what waits; resolves when the batch in hand is finished and its offset stored. */
  async leave(): Promise<void> {
    this.stop.abort();
    this.drained();
    await this.working;
    await this.storing;
  }

  private get full(): boolean {
    return this.bytes >= this.dependencies.aheadBytes;
  }

  /** A handler that keeps up is never paused: that would cost it the rest of a fetch that waits for other partitions. */
  private async makeRoom(): Promise<void> {
    const drained = new Promise<void>((resolve) => (this.drained = resolve));
    const patience = new AbortController();
    const { patienceMs = PATIENCE_MS } = this.dependencies;
    await Promise.race([
      drained,
      wait(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    if (!this.full || this.stop.signal.aborted) return;
    this.paused = true;
    this.dependencies.pause();
  }

  private async work(): Promise<void> {
    await Promise.allSettled([this.dependencies.free]); // however it ended: the partition is ours now
    for (let failures = 0; !this.stop.signal.aborted;) {
      const batch = this.nextBatch();
      if (batch === undefined) return;
      try {
        await this.dependencies.options.handle(batch);
      } catch (error) {
        failures += 1;
        this.dependencies.options.onError?.(error, batch);
        await pause(backOffMs(failures, this.dependencies.backOff), this.stop.signal);
        continue;
      }
      failures = 0;
      this.remove(batch);
      this.finished = this.waiting[0]?.offset ?? this.next;
      this.storing ??= this.storeFinished();
    }
  }

  private nextBatch(): Batch | undefined {
    const { topic, partition, options } = this.dependencies;
    const messages = this.waiting.slice(0, options.maxBatch ?? MAX_BATCH);
    const last = messages.at(-1);
    if (last === undefined) return undefined;
    const behind = this.end - last.offset - 1n;
    return {
      topic,
      partition,
      messages: messages as [ReceivedMessage, ...ReceivedMessage[]], // there is a last one
      behind: behind > 0n ? behind : 0n,
    };
  }

  private remove({ messages }: Batch): void {
    for (const message of messages) this.bytes -= bytesOf(message);
    this.waiting.splice(0, messages.length);
    if (this.stop.signal.aborted || this.full) return;
    this.drained();
    // Not at once: fetching a full queue's worth anew takes a while, and the handler is to have work until then.
    if (!this.paused || this.bytes > this.dependencies.aheadBytes / 2) return;
    this.paused = false;
    this.dependencies.resume();
  }

  private async storeFinished(): Promise<void> {
    try {
      for (let stored: bigint | undefined; this.finished !== undefined && this.finished !== stored;) {
        const { finished } = this;
        await this.store(finished);
        stored = finished;
      }
    } finally {
      this.storing = undefined; // in the same moment as the last look: what is finished after it begins anew
    }
  }

  private async store(offset: bigint): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.dependencies.commit(offset);
      } catch (error) {
        this.dependencies.onCommitError(error);
        if (this.stop.signal.aborted && failures >= LAST_COMMITS) return;
        await wait(backOffMs(failures, BETWEEN_COMMITS));
      }
    }
  }
}

const bytesOf = ({ value }: ReceivedMessage): number => value.byteLength + MESSAGE_OVERHEAD_BYTES;

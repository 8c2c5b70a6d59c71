import type { ClientReadableStream } from '@grpc/grpc-js';
import type { ReadAnswer } from './read-answer.js';
import { Failure, failureOf } from './failure.js';

/** Read ahead of the consumer: at most so many answers, and no more once they hold so many bytes of data. */
const MOST_ANSWERS = 256;
const MOST_BYTES = 1_048_576;

/** What a read or a subscription answers, taken in handfuls. Whoever stops taking has to `cancel`. */
export class Answers {
  private arrived: ReadAnswer[] = [];
  private bytes = 0;
  private failure: Failure | undefined;
  private ended = false;
  private cancelled = false;
  /** Whether all of them are wanted at once. */
  private collecting = false;
  private wake: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly call: ClientReadableStream<ReadAnswer>,
    /** Told of everything that arrives. */
    heard: () => void,
  ) {
    call.on('data', (answer: ReadAnswer) => {
      heard();
      if (!this.cancelled) this.take(answer);
    });
    call.on('error', (error) => this.end(failureOf(error)));
    call.on('end', () => this.end(undefined));
  }

  /** Who answers, e.g. `127.0.0.1:2113`. */
  get peer(): string {
    return this.call.getPeer();
  }

  /**
   * What has arrived since, at least one; none when it is over.
   * @throws Failure: what the call came to; `timed-out` when nothing has arrived for `deadlineMs`.
   */
  async next(deadlineMs: number | undefined): Promise<readonly ReadAnswer[]> {
    if (this.arrived.length === 0 && !this.ended) await this.news(deadlineMs);
    const { arrived } = this;
    if (arrived.length === 0 && this.failure !== undefined) throw this.failure;
    this.arrived = [];
    this.bytes = 0;
    if (this.call.isPaused()) this.call.resume();
    return arrived;
  }

  /** Everything that is to come. @throws as `next` */
  async rest(deadlineMs: number): Promise<readonly ReadAnswer[]> {
    this.collecting = true;
    if (!this.ended) await this.news(deadlineMs);
    if (this.failure !== undefined) throw this.failure;
    return this.arrived;
  }

  /** Ends the call; `failure` is what whoever still waits is told, by default that it is over. */
  cancel(failure?: Failure): void {
    this.cancelled = true;
    this.arrived = [];
    this.end(failure);
    this.call.cancel();
  }

  private take(answer: ReadAnswer): void {
    this.arrived.push(answer);
    if (this.collecting) return void this.timer?.refresh();
    if (answer.kind === 'event') this.bytes += answer.event.data.byteLength;
    if (this.arrived.length >= MOST_ANSWERS || this.bytes >= MOST_BYTES) this.call.pause();
    this.wake?.();
  }

  private end(failure: Failure | undefined): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = failure;
    clearTimeout(this.timer);
    this.wake?.();
  }

  private async news(deadlineMs: number | undefined): Promise<void> {
    this.watch(deadlineMs);
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
  }

  /** One timer for all waits: it ends the call when somebody has waited for so long. */
  private watch(deadlineMs: number | undefined): void {
    if (deadlineMs === undefined) {
      clearTimeout(this.timer);
      this.timer = undefined;
      return;
    }
    this.timer ??= setTimeout(() => {
      if (this.wake !== undefined) this.cancel(new Failure('timed-out', `no answer in ${deadlineMs} ms`));
    }, deadlineMs);
    this.timer.refresh();
  }
}

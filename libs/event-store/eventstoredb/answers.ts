import type { ClientReadableStream } from '@grpc/grpc-js';
import { Failure, failureOf } from './failure.js';
import type { ReadResponse } from './protocol.js';

/** Read ahead of the consumer: at most so many answers, and no more once they hold so many bytes of data. */
const MOST_ANSWERS = 256;
const MOST_BYTES = 1_048_576;

/** What a read or a subscription answers, taken in handfuls. Whoever stops taking has to `cancel`. */
export class Answers {
  private arrived: ReadResponse[] = [];
  private bytes = 0;
  private failure: Failure | undefined;
  private ended = false;
  private cancelled = false;
  private wake: () => void = () => undefined;

  constructor(private readonly call: ClientReadableStream<ReadResponse>) {
    call.on('data', (response: ReadResponse) => {
      if (this.cancelled) return;
      this.arrived.push(response);
      this.bytes += response.getEvent()?.getEvent()?.getData_asU8().byteLength ?? 0;
      if (this.arrived.length >= MOST_ANSWERS || this.bytes >= MOST_BYTES) call.pause();
      this.wake();
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
  async next(deadlineMs: number | undefined): Promise<readonly ReadResponse[]> {
    if (this.arrived.length === 0 && !this.ended) await this.news(deadlineMs);
    const { arrived } = this;
    if (arrived.length > 0) {
      this.arrived = [];
      this.bytes = 0;
      if (this.call.isPaused()) this.call.resume();
      return arrived;
    }
    if (this.failure !== undefined) throw this.failure;
    return [];
  }

  /** Ends the call; `failure` is what whoever still waits is told, by default that it is over. */
  cancel(failure?: Failure): void {
    this.cancelled = true;
    this.arrived = [];
    this.end(failure);
    this.call.cancel();
  }

  private end(failure: Failure | undefined): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = failure;
    this.wake();
  }

  private async news(deadlineMs: number | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (deadlineMs === undefined) return;
      timer = setTimeout(
        () => this.cancel(new Failure('timed-out', `no answer in ${deadlineMs} ms`)),
        deadlineMs,
      );
    });
    clearTimeout(timer);
  }
}

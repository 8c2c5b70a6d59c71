import { randomBytes } from 'node:crypto';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { AppendResult } from '../port.js';
import type { AppendAnswer } from './append-answer.js';
import { Failure, failureOf } from './failure.js';
import type { Link } from './link.js';
import type { AppendRequest, Correlation } from './requests.js';

export type AppendCall = ClientDuplexStream<AppendRequest & Correlation, AppendAnswer>;

interface Waiting {
  answer(result: AppendResult): void;
  fail(failure: Failure): void;
}

/**
 * One call over which any number of appends go to the server, each answered by its number: a call of its own for every
 * append costs twice as much. The client package has such a stream too, but its table of what is waiting is one for
 * the whole process, and what it cannot serialise or find in there blocks it for good.
 */
export class AppendStream {
  private readonly waiting = new Map<number, Waiting>();
  private readonly high = randomBytes(8).readBigUInt64BE() >> 1n;
  private count = 0;
  /** Set once the call is over. */
  failure: Failure | undefined;

  constructor(
    private readonly call: AppendCall,
    private readonly link: Pick<Link, 'ask' | 'answered' | 'heard' | 'attach'>,
  ) {
    const detach = link.attach((failure) => {
      this.end(failure);
      call.cancel();
    });
    call.on('close', detach);
    call.on('data', ({ low, result }: AppendAnswer) => {
      link.heard();
      const waiting = this.waiting.get(Number(low)); // nobody waits any more for one that is too late
      if (result instanceof Failure) waiting?.fail(result);
      else waiting?.answer(result);
    });
    call.on('error', (error) => this.end(failureOf(error)));
    call.on('end', () => this.end(new Failure('lost', 'the server ended the call')));
  }

  /** Sends one append and waits for its answer. @throws Failure; the signal's reason when it aborts. */
  append(request: AppendRequest, deadlineMs: number, signal: AbortSignal | undefined): Promise<AppendResult> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const low = (this.count += 1);
    return new Promise((resolve, reject) => {
      const over = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.waiting.delete(low);
        this.link.answered();
      };
      const timer = setTimeout(() => {
        over();
        reject(new Failure('timed-out', `no answer in ${Math.round(deadlineMs)} ms`));
      }, deadlineMs);
      const abort = () => {
        over();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.waiting.set(low, {
        answer: (result) => (over(), resolve(result)),
        fail: (failure) => (over(), reject(failure)),
      });
      this.link.ask();
      this.call.write({ ...request, high: this.high, low });
    });
  }

  close(): void {
    this.end(new Failure('lost', 'the connection was closed'));
    this.call.cancel();
  }

  private end(failure: Failure): void {
    if (this.failure !== undefined) return;
    this.failure = failure;
    // A node that is not the leader says so once, for the first of them, and ends the call: of the others nobody knows.
    const { fault, message, cause } = failure;
    const nothingDone = fault === 'not-leader' ? this.waiting.size === 1 : failure.nothingDone;
    for (const waiting of this.waiting.values())
      waiting.fail(new Failure(fault, message, { cause, nothingDone }));
  }
}

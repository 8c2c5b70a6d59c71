import { type BackOff, jitteredBackOffMs, pause } from '#runtime/back-off.js';
import { EventStoreError } from '../errors.js';
import { Pages } from '../pages.js';
import type { Position, SubscriptionMessage } from '../port.js';
import type { Connection } from './connection.js';
import { explained } from './explained.js';
import { Failure, isForGood } from './failure.js';
import { endOfLog } from './read.js';
import { type ReadAnswer, isOurs } from './read-answer.js';
import { OpenRead } from './reading.js';
import type { StreamFilter } from './stream-filter.js';

export interface Resubscribing {
  readonly filter: StreamFilter;
  readonly backOff: BackOff;
  /** How long the server may be silent while there is history, milliseconds. */
  readonly deadlineMs: number;
  /** Told of every interruption: the subscription goes on after a pause. */
  readonly onDrop: (error: EventStoreError) => void;
}

/**
 * History, then live, until the signal aborts. The server drops a subscription when it stops, loses its leadership or
 * finds the consumer too slow, and the client leaves it at that: here it is taken up again, behind what was given or
 * looked at last. A page is only asked for when the one before has been dealt with, so nothing is lost or repeated.
 */
export function requestSubscription(
  connection: Connection,
  after: Position | undefined,
  signal: AbortSignal,
  resubscribing: Resubscribing,
): Pages<SubscriptionMessage> {
  const subscription = new Subscription(connection, after, signal, resubscribing);
  return new Pages(
    () => subscription.nextPage(),
    () => subscription.ended,
    () => subscription.close(),
  );
}

/** Positions end here; a server from version 24 on says "nowhere yet" with one beyond, the largest unsigned number. */
const LAST = 2n ** 63n - 1n;

class Subscription {
  private reading: OpenRead | undefined;
  private since = 0;
  private known: boolean;
  private live = false;
  private moved = false;
  private failures = 0;

  constructor(
    private readonly connection: Connection,
    /** Everything up to here has been given or looked at. */
    private place: Position | undefined,
    private readonly signal: AbortSignal,
    private readonly resubscribing: Resubscribing,
  ) {
    this.known = place === undefined;
  }

  get ended(): boolean {
    return this.signal.aborted || this.connection.closing.aborted;
  }

  async nextPage(): Promise<readonly SubscriptionMessage[]> {
    while (!this.ended) {
      try {
        this.reading ??= await this.open();
        const answers = await this.reading.next(this.live);
        if (answers.length === 0) throw new Failure('lost', 'the server ended it');
        const page: SubscriptionMessage[] = [];
        for (const answer of answers) {
          const message = this.messageOf(answer);
          if (message !== undefined) page.push(message);
        }
        if (page.length > 0) return page;
      } catch (error) {
        this.close();
        if (!this.ended) await this.dropped(error);
      }
    }
    return [];
  }

  close(): void {
    this.reading?.close();
    this.reading = undefined;
  }

  private async open(): Promise<OpenRead> {
    if (!this.known && this.place !== undefined) await this.checkNotBeyond(this.place);
    this.known = true;
    this.live = false;
    this.moved = false;
    this.since = performance.now();
    const { filter, deadlineMs } = this.resubscribing;
    const request = { kind: 'subscription', from: this.place ?? 'start', filter } as const;
    return new OpenRead(this.connection, request, deadlineMs, this.signal);
  }

  /** A checkpoint of another log, or of one that was put back to an earlier state: waiting would hide it for ever. */
  private async checkNotBeyond(after: Position): Promise<void> {
    const end = await endOfLog(this.connection, this.signal, this.resubscribing.deadlineMs);
    if (end !== undefined && after <= end) return;
    throw new EventStoreError(
      'invalid',
      `position ${after} is beyond the end of the log, ${end ?? 'which is empty'}`,
    );
  }

  private messageOf(answer: ReadAnswer): SubscriptionMessage | undefined {
    switch (answer.kind) {
      case 'event':
        return this.moveTo(answer.event.position) && isOurs(answer.event) ? answer : undefined;
      case 'checkpoint':
        return answer.position <= LAST && this.moveTo(answer.position) ? answer : undefined;
      case 'caught-up':
        this.live = true;
        return { kind: 'caught-up' };
      case 'fell-behind':
        this.live = false;
        return undefined;
      case 'stream-not-found':
      case 'nothing':
        return undefined;
    }
  }

  /** Whether it is further on than before: nothing is given twice. */
  private moveTo(position: Position): boolean {
    if (this.place !== undefined && position <= this.place) return false;
    this.place = position;
    this.moved = true;
    return true;
  }

  private async dropped(error: unknown): Promise<void> {
    if (!(error instanceof Failure)) throw error;
    const interruption = explained(error, 'subscription');
    if (isForGood(error)) throw interruption;
    const { backOff, onDrop } = this.resubscribing;
    const wasWell = this.moved || performance.now() - this.since > backOff.capMs;
    this.failures = wasWell ? 1 : this.failures + 1;
    this.moved = false;
    onDrop(interruption);
    // A consumer that was too slow goes on with history at once, which waits for it.
    if (wasWell && error.fault === 'too-slow') return;
    const stop = AbortSignal.any([this.signal, this.connection.closing]);
    await pause(jitteredBackOffMs(this.failures, backOff), stop);
  }
}

import { randomUUID } from 'node:crypto';
import { aborted } from '#runtime/aborted.js';
import type { Position, SubscriptionMessage } from '#event-store/port.js';
import type { ReadResponse } from './protocol.js';
import type { Faults } from './faults.js';
import { type DoubleLog, stored, type StoredEvent } from './log.js';
import { caughtUp, checkpoint, confirmation, eventAnswer, fellBehind } from './messages.js';
import { behind, offsetOf, recordsBefore } from './positions.js';
import { type Asked, PAGE } from './read-requests.js';
import { RefusedCall, tooSlow } from './refusals.js';
import { type ReadCall, send } from './sending.js';
import type { ServerVersion } from './version.js';

type AllAsked = Extract<Asked, { kind: 'all' }>;

/** Live events the server keeps for a consumer that does not take them. */
const MOST_LIVE = 32;

/** How the server writes -1. */
const NOWHERE = 2n ** 64n - 1n;

interface Server {
  readonly faults: Faults;
  readonly version: ServerVersion;
}

/**
 * A subscription to $all as the server runs it: history in pages, which wait for the consumer, with a checkpoint at the
 * end of a page once enough events were looked at; then live, through a short queue, which does not wait. Of a consumer
 * for whom it is too short 23.10 takes its leave; 24.6 goes back to history.
 */
export async function subscribeTo(
  log: DoubleLog,
  call: ReadCall,
  asked: AllAsked,
  server: Server,
  signal: AbortSignal,
): Promise<void> {
  await send(call, confirmation(randomUUID()));
  if (server.faults.checkpointNowhere) await send(call, checkpoint(NOWHERE, NOWHERE));
  let after = await startOf(log, asked.from);
  for (;;) {
    const taken = await follow(log, call, asked, { ...server, after }, signal);
    if (taken === undefined) return;
    after = taken;
    await send(call, fellBehind());
  }
}

/** @returns what it got to before it fell behind; undefined: it is over */
async function follow(
  log: DoubleLog,
  call: ReadCall,
  asked: AllAsked,
  { faults, version, after }: Server & { readonly after: bigint },
  signal: AbortSignal,
): Promise<bigint | undefined> {
  const messages = log.store.subscribeToAll({
    ...(after > 0n && { after: after as Position }),
    signal,
  });
  const history = new History(call, asked);
  const live = new Live(call, asked);
  let taken = after;
  for await (const message of messages) {
    if (faults.frozen) await aborted(signal);
    if (live.pumping !== undefined) {
      if (!(await live.offer(message))) {
        if (version === '23.10') {
          live.stop();
          throw new RefusedCall(tooSlow('live'));
        }
        await live.drain();
        return taken;
      }
    } else if (message.kind === 'event') await history.give(stored(message.event));
    else {
      // Where it began, or the last event itself.
      const place = taken > 0n ? offsetOf(taken as Position) : NOWHERE;
      if (version === '24.6' && asked.filter !== undefined) await send(call, checkpoint(place, place));
      live.begin(history.looked);
    }
    if (message.kind === 'event') taken = message.event.position;
  }
  live.stop();
  await live.pumping;
  return undefined;
}

/** It begins behind the first record that is at the place or after it. */
async function startOf(log: DoubleLog, from: AllAsked['from']): Promise<bigint> {
  const last = (await log.store.lastPosition()) ?? 0n;
  if (from === 'start' || from === 0n) return 0n;
  if (from === 'end') return last;
  const after = recordsBefore(from) + 1n;
  return after < last ? after : last;
}

class History {
  looked = 0;
  private page = { from: 0n, looked: 0, matched: 0, last: undefined as StoredEvent | undefined };

  constructor(
    private readonly call: ReadCall,
    private readonly asked: AllAsked,
  ) {}

  async give(event: StoredEvent): Promise<void> {
    const { filter, window } = this.asked;
    const { page } = this;
    page.looked += 1;
    if (page.looked === 1 && page.from === 0n) page.from = event.offset;
    if (filter === undefined || filter(event)) {
      page.matched += 1;
      page.last = event;
      await send(this.call, eventAnswer(event));
    }
    if (page.matched === PAGE || page.looked === window) await this.turnPage(event);
  }

  private async turnPage(event: StoredEvent): Promise<void> {
    const { from, looked, last } = this.page;
    const { filter, interval } = this.asked;
    this.looked += looked;
    if (filter !== undefined && this.looked >= interval) {
      this.looked %= interval;
      // Of the last event given; if none was, the place where the page began.
      await send(this.call, last === undefined ? checkpoint(from, 0n) : checkpoint(last.offset, last.offset));
    }
    this.page = { from: behind(event.offset), looked: 0, matched: 0, last: undefined };
  }
}

class Live {
  pumping: Promise<void> | undefined;
  private readonly queue: ReadResponse[] = [];
  private looked = 0;
  private over = false;
  private draining = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly call: ReadCall,
    private readonly asked: AllAsked,
  ) {}

  begin(looked: number): void {
    this.looked = looked;
    this.queue.push(caughtUp());
    this.pumping = this.pump();
  }

  /** @returns whether it was kept; when not, the queue is of no use any more */
  async offer(message: SubscriptionMessage): Promise<boolean> {
    if (message.kind !== 'event') return true;
    const event = stored(message.event);
    const { filter, interval } = this.asked;
    if ((filter === undefined || filter(event)) && !this.put(eventAnswer(event))) return false;
    this.looked += 1;
    if (filter !== undefined && this.looked >= interval) {
      this.looked = 0;
      if (!this.put(checkpoint(event.offset, event.offset))) return false;
    }
    if (this.queue.length % 8 === 7) await new Promise(setImmediate); // the other threads of the server
    return true;
  }

  stop(): void {
    this.over = true;
    this.wake();
  }

  /** Gives what is kept, to its end. */
  async drain(): Promise<void> {
    this.draining = true;
    this.wake();
    await this.pumping;
  }

  private put(response: ReadResponse): boolean {
    if (this.queue.length >= MOST_LIVE) return false;
    this.queue.push(response);
    this.wake();
    return true;
  }

  private async pump(): Promise<void> {
    while (!this.over && !this.call.cancelled) {
      const next = this.queue.shift();
      if (next !== undefined) await send(this.call, next);
      else if (this.draining) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

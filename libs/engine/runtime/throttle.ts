import { pause } from './back-off.js';

/** Lets so many events a second through, and no burst beyond one page. */
export class Throttle {
  private due = 0;

  constructor(private readonly eventsPerSecond: number) {}

  /** Resolves when it is these events' turn; an abort ends the wait. */
  async take(events: number, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const wait = this.due - now;
    this.due = Math.max(this.due, now) + (events / this.eventsPerSecond) * 1_000;
    if (wait > 0) await pause(wait, signal);
  }
}

import { setImmediate as turn } from 'node:timers/promises';

/** How long one piece of long work holds the event loop, milliseconds; a single step may take longer. */
const SLICE_MS = 10;

/**
 * Long work in slices: requests, heartbeats and timers get their turn in between.
 *
 *     if (slices.over) await slices.next();
 */
export class Slices {
  private until: number;

  constructor(
    private readonly ms = SLICE_MS,
    /** Milliseconds, never going back. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.until = now() + ms;
  }

  /** Whether the slice is used up. */
  get over(): boolean {
    return this.now() >= this.until;
  }

  /** Lets everything else have its turn, and begins the next slice. */
  async next(): Promise<void> {
    await turn();
    this.until = this.now() + this.ms;
  }
}

import { passesByItself } from './passes-by-itself.js';
import { pause } from '#runtime/back-off.js';
import { nameFailure } from '#runtime/mongodb/failure.js';

/** Longer than the pause between two attempts. */
const RECENT_MS = 60_000;
const HOPELESS_PAUSE_MS = 10_000;

/**
 * What batches fail of. A batch that failed comes again: soon, if what was wrong passes by itself. If not (a right that
 * was taken away, a bug), there is no hurry, and readiness names it until it is mended.
 */
export class RecentFailures {
  /** By what failed, e.g. model and partition: the last failure, and when; a partition may be somebody else's by now. */
  private readonly last = new Map<string, { readonly what: string; readonly at: number }>();

  /** `hopelessPauseMs`: before a batch is repeated that failed of what does not pass by itself. */
  constructor(private readonly hopelessPauseMs = HOPELESS_PAUSE_MS) {}

  /** Does the work of a batch. @throws whatever it throws, after the pause */
  async watch(where: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await work();
      this.over(where);
    } catch (error) {
      this.note(where, error);
      if (!passesByItself(error)) await pause(this.hopelessPauseMs, signal);
      throw error;
    }
  }

  /** Something failed, and is tried again by whoever says so. */
  note(where: string, error: unknown): void {
    this.last.set(where, { what: nameFailure(error), at: performance.now() });
  }

  /** It went through. */
  over(where: string): void {
    this.last.delete(where);
  }

  /** What batches have failed of in the last minute and not gone through since, in a few words each. */
  recent(): readonly string[] {
    const since = performance.now() - RECENT_MS;
    return Array.from(this.last)
      .filter(([, { at }]) => at >= since)
      .map(([where, { what }]) => `${where}: ${what}`);
  }
}

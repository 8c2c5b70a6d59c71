import type { KeptPosition } from '#event-sourcing/identity/kept-position.js';
import { pause } from '#runtime/back-off.js';
import { crashPoint } from '#runtime/crash-points.js';

/** Shortest time between two saves, milliseconds: what a kill makes the next distributor publish again, and a batch. */
const BETWEEN_SAVES_MS = 100;

/** Saves how far the distributor has come, beside its publishing: the newest position, one save at a time. */
export class CheckpointKeeper {
  private newest: KeptPosition | undefined;
  private moved: () => void = () => undefined;
  private readonly closing = new AbortController();

  constructor(private readonly save: (position: KeptPosition) => Promise<void>) {}

  moveTo(position: KeptPosition): void {
    this.newest = position;
    this.moved();
  }

  /** Runs until it is closed and the newest position is saved. @throws whatever a save throws */
  async run(): Promise<void> {
    const { signal } = this.closing;
    let saved: KeptPosition | undefined;
    for (;;) {
      const { newest } = this;
      if (newest !== undefined && newest !== saved) {
        await this.save(newest);
        crashPoint('distributor.after-checkpoint');
        saved = newest;
        await pause(BETWEEN_SAVES_MS, signal);
      } else if (signal.aborted) return;
      else await new Promise<void>((resolve) => (this.moved = resolve));
    }
  }

  close(): void {
    this.closing.abort();
    this.moved();
  }
}

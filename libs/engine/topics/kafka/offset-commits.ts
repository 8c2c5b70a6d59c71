import { pause } from '#runtime/back-off.js';

/** Shortest time between two requests, milliseconds: what another member does again after a kill, and a batch. */
const BETWEEN_REQUESTS_MS = 100;

/** Stores the offsets of a member's partitions together: one request at a time, with the newest of each. */
export class OffsetCommits<Partition> {
  private gathering: { readonly offsets: Map<Partition, bigint>; readonly sent: Promise<void> } | undefined;
  /** When the next request may go. */
  private free: Promise<void> = Promise.resolve();

  constructor(
    private readonly send: (offsets: ReadonlyMap<Partition, bigint>) => Promise<void>,
    /** Aborts when no request shall wait any more. */
    private readonly hurry: AbortSignal,
  ) {}

  /** Resolves when the offset is stored, or one behind it. @throws whatever sending throws */
  store(partition: Partition, offset: bigint): Promise<void> {
    this.gathering ??= this.gather();
    this.gathering.offsets.set(partition, offset);
    return this.gathering.sent;
  }

  private gather() {
    const offsets = new Map<Partition, bigint>();
    const sent = this.free.then(() => {
      this.gathering = undefined;
      return this.send(offsets);
    });
    this.free = sent.catch(() => undefined).then(() => pause(BETWEEN_REQUESTS_MS, this.hurry)); // told to who waits
    return { offsets, sent };
  }
}

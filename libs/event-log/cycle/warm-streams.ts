import type { Folded } from './folded.js';

export interface WarmLimits {
  readonly streams: number;
  /** Of stored events folded into what is kept; what it takes in memory is of the same order. */
  readonly bytes: number;
  /**
   * Milliseconds before a state with personal data is read anew: how long data can outlive its key in the memory of a
   * process that was not told of the erasure.
   */
  readonly maxAgeMs: number;
}

interface Entry {
  readonly decider: object;
  readonly folded: Folded<unknown>;
  readonly since: number;
}

/** The streams used last, as far as this process has seen them. A bounded cache: the least recently used goes first. */
export class WarmStreams {
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;
  /** Counts `clear`: what was read before one must not be put back after it. */
  generation = 0;

  constructor(
    private readonly limits: WarmLimits,
    /** Milliseconds, never going back. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  get<S>(stream: string, decider: { readonly initialState: S }): Folded<S> | undefined {
    const entry = this.entries.get(stream);
    if (entry?.decider !== decider) return undefined;
    this.drop(stream);
    if (this.isOld(entry)) return undefined;
    this.add(stream, entry);
    return entry.folded as Folded<S>; // put in under the same decider
  }

  /** Keeps the further one of what is there and what is given. */
  put<S>(stream: string, decider: { readonly initialState: S }, folded: Folded<S>, generation: number): void {
    if (generation !== this.generation) return;
    const entry = this.entries.get(stream);
    const same = entry?.decider === decider;
    if (same && entry.folded.head.revision > folded.head.revision) return;
    this.drop(stream);
    this.add(stream, { decider, folded, since: same ? entry.since : this.now() });
    this.evict();
  }

  drop(stream: string): void {
    const entry = this.entries.get(stream);
    if (entry === undefined) return;
    this.entries.delete(stream);
    this.bytes -= entry.folded.bytes;
  }

  clear(): void {
    this.generation += 1;
    this.entries.clear();
    this.bytes = 0;
  }

  private add(stream: string, entry: Entry): void {
    this.entries.set(stream, entry);
    this.bytes += entry.folded.bytes;
  }

  private evict(): void {
    for (const [stream, entry] of this.entries) {
      const full = this.entries.size > this.limits.streams || this.bytes > this.limits.bytes;
      if (!full && !this.isOld(entry)) return;
      this.drop(stream);
    }
  }

  private isOld({ folded, since }: Entry): boolean {
    return folded.personal && this.now() - since > this.limits.maxAgeMs;
  }
}

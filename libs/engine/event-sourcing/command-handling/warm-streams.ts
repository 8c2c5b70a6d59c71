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

/** A read of a stream under way. What it finds is kept only if it is no older than what is known of by its end. */
export interface StreamRead {
  /** This process has written to the stream meanwhile. */
  overtaken: boolean;
  /** There is an event of this revision. */
  atLeast: bigint;
}

/** The streams used last, as far as this process has seen them. A bounded cache: the least recently used goes first. */
export class WarmStreams {
  private readonly entries = new Map<string, Entry>();
  private readonly readings = new Map<string, Set<StreamRead>>();
  private readonly writing = new Set<string>();
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

  /**
   * The same, unless this process is writing to the stream: then somebody may have heard of events that are not in here
   * yet. What it gives is no older than what this process has written.
   */
  settled<S>(stream: string, decider: { readonly initialState: S }): Folded<S> | undefined {
    return this.writing.has(stream) ? undefined : this.get(stream, decider);
  }

  beginReading(stream: string): StreamRead {
    const reading = { overtaken: this.writing.has(stream), atLeast: -1n };
    const readings = this.readings.get(stream);
    if (readings === undefined) this.readings.set(stream, new Set([reading]));
    else readings.add(reading);
    return reading;
  }

  endReading(stream: string, reading: StreamRead): void {
    const readings = this.readings.get(stream);
    readings?.delete(reading);
    if (readings?.size === 0) this.readings.delete(stream);
  }

  /** One writer of a stream at a time. */
  beginWriting(stream: string): void {
    this.writing.add(stream);
    for (const reading of this.readings.get(stream) ?? []) reading.overtaken = true;
  }

  endWriting(stream: string): void {
    this.writing.delete(stream);
  }

  /** There is an event of that revision: what ends before it is old. */
  seen(stream: string, revision: bigint): void {
    const entry = this.entries.get(stream);
    if (entry !== undefined && entry.folded.head.revision < revision) this.drop(stream);
    for (const reading of this.readings.get(stream) ?? [])
      if (reading.atLeast < revision) reading.atLeast = revision;
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

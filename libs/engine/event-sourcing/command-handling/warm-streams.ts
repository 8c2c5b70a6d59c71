import { LRUCache } from 'lru-cache';
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

/** The streams used last, as far as this process has seen them. Bounded: the least recently used goes first. */
export class WarmStreams {
  private readonly entries: LRUCache<string, Entry>;
  private readonly readings = new Map<string, Set<StreamRead>>();
  private readonly writing = new Set<string>();
  /** Counts `clear`: what was read before one must not be put back after it. */
  generation = 0;

  constructor(
    private readonly limits: WarmLimits,
    /** Milliseconds, never going back. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.entries = new LRUCache({
      max: limits.streams,
      maxSize: limits.bytes,
      sizeCalculation: ({ folded }) => Math.max(1, folded.bytes),
      ttlAutopurge: true,
      ttlResolution: 0,
      perf: { now },
    });
  }

  get<S>(stream: string, decider: { readonly initialState: S }): Folded<S> | undefined {
    const entry = this.entries.get(stream);
    return entry?.decider === decider ? (entry.folded as Folded<S>) : undefined; // put in under the same decider
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
    const entry = this.entries.peek(stream);
    if (entry !== undefined && entry.folded.head.revision < revision) this.drop(stream);
    for (const reading of this.readings.get(stream) ?? [])
      if (reading.atLeast < revision) reading.atLeast = revision;
  }

  /** Keeps the further one of what is there and what is given. */
  put<S>(stream: string, decider: { readonly initialState: S }, folded: Folded<S>, generation: number): void {
    if (generation !== this.generation) return;
    const entry = this.entries.peek(stream);
    const same = entry?.decider === decider;
    if (same && entry.folded.head.revision > folded.head.revision) return;
    const now = this.now();
    const since = same ? entry.since : now;
    // However often it is used: its age counts from when it was first read. 0 would be for ever.
    const ttl = folded.personal ? Math.max(0.001, since + this.limits.maxAgeMs - now) : 0;
    this.entries.set(stream, { decider, folded, since }, { ttl });
  }

  drop(stream: string): void {
    this.entries.delete(stream);
  }

  clear(): void {
    this.generation += 1;
    this.entries.clear();
  }
}

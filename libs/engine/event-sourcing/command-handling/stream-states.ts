import type { Decider, DomainEvent } from '#decider/decider.js';
import type { Revision, StreamName } from '#event-store/port.js';
import { type Folded, unread } from './folded.js';
import type { StreamReader } from './stream-reader.js';
import type { WarmStreams } from './warm-streams.js';

/** Folded streams, from memory as far as they are there and from the store for the rest. */
export class StreamStates {
  constructor(
    private readonly reader: StreamReader,
    private readonly warm: WarmStreams,
  ) {}

  /** As this process last saw it; another process may have written since. */
  inMemory<S, E extends DomainEvent>(decider: Decider<S, E>, stream: StreamName): Folded<S> | undefined {
    return this.warm.get(stream, decider);
  }

  /** At least as new as all that this process has written. */
  settled<S, E extends DomainEvent>(decider: Decider<S, E>, stream: StreamName): Folded<S> | undefined {
    return this.warm.settled(stream, decider);
  }

  /** As the store has it now. @throws DecodeError, EventStoreError */
  current<S, E extends DomainEvent>(decider: Decider<S, E>, stream: StreamName): Promise<Folded<S>> {
    return this.readOn(decider, stream, this.warm.get(stream, decider) ?? unread(decider, stream));
  }

  /** `folded`, and what was written since. */
  async readOn<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    stream: StreamName,
    folded: Folded<S>,
  ): Promise<Folded<S>> {
    const { generation } = this.warm;
    const reading = this.warm.beginReading(stream);
    try {
      const newer = await this.reader.fold(decider, stream, folded);
      if (!reading.overtaken && newer.head.revision >= reading.atLeast)
        this.warm.put(stream, decider, newer, generation);
      return newer;
    } catch (error) {
      this.warm.drop(stream);
      throw error;
    } finally {
      this.warm.endReading(stream, reading);
    }
  }

  /** The store has said that `folded` is not the end of the stream. */
  async readPast<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    stream: StreamName,
    folded: Folded<S>,
  ): Promise<Folded<S>> {
    const newer = await this.readOn(decider, stream, folded);
    if (newer.head.revision > folded.head.revision) return newer;
    // Memory is ahead of the store, which must have been put back to an earlier moment.
    this.warm.drop(stream);
    return this.readOn(decider, stream, unread(decider, stream));
  }

  /** From the start up to `revision`. */
  asOf<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    stream: StreamName,
    revision: Revision,
  ): Promise<Folded<S>> {
    return this.reader.fold(decider, stream, unread(decider, stream), revision);
  }
}

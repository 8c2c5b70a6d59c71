import type { Decider, DomainEvent } from '#decider/decider.js';
import type { Position, Revision, StreamName } from '#event-store/port.js';
import { genesis, type Head } from '../format/head.js';

/** What a command came to when it was first carried out on the stream. */
export interface Carried {
  readonly requestHash: string;
  /** Of its last event. */
  readonly revision: Revision;
  readonly position: Position;
}

/** A stream as far as it has been read: everything a command needs. */
export interface Folded<S> {
  readonly state: S;
  readonly head: Head;
  /**
   * Every command that left events on the stream. Grows in place, shared with the folds that go on from this one: a
   * command that is stored stays stored, so knowing of more than up to the head is no mistake.
   */
  readonly commands: Map<string, Carried>;
  /** Stored bytes that were folded: a measure of what is kept in memory. */
  readonly bytes: number;
  /** Whether any of it was personal data, which must not be kept for long. */
  readonly personal: boolean;
}

export function unread<S, E extends DomainEvent>(decider: Decider<S, E>, stream: StreamName): Folded<S> {
  return {
    state: decider.initialState,
    head: genesis(stream),
    commands: new Map(),
    bytes: 0,
    personal: false,
  };
}

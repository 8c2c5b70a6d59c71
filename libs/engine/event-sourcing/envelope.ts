import type { Instant } from '#decider/brand.js';
import type { DomainEvent } from '#decider/decider.js';
import type { Position, Revision, StreamName } from '#event-store/port.js';

/** Stored beside every event; nothing in it is personal. */
export interface EventMetadata {
  /** UUID of the command that caused the event: the same command again is recognised by it. */
  readonly commandId: string;
  /** Keyed fingerprint of the request, so that one command id cannot be used for two requests. */
  readonly requestHash: string;
  readonly correlationId: string;
  /** Id of the event or request that caused the command. */
  readonly causationId: string;
  readonly actor: { readonly kind: string };
  readonly occurredAt: Instant;
  /** Version of the event type's shape; older ones are upcast when read. */
  readonly schemaVersion: number;
  /** Application id for a case's streams, else the stream's own id: the key on the topic. */
  readonly partitionKey: string;
  readonly traceparent?: string;
  /** SHA-256 (hex) over the predecessor as stored (`eventHash`); of the stream's name for the first event. */
  readonly previousHash: string;
}

/** A decoded event with everything around it: what projections fold and process managers react to. */
export interface Envelope<E extends DomainEvent = DomainEvent> {
  readonly event: E;
  readonly id: string;
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly position: Position;
  readonly metadata: EventMetadata;
}

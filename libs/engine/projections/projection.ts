import type { Envelope } from '#event-sourcing/envelope.js';
import type { StreamName } from '#event-store/port.js';

/** Where an event comes from: all that decides which document it belongs to. */
export interface Origin {
  readonly stream: StreamName;
  /** Application id for a case's streams, else the stream's own id. */
  readonly partitionKey: string;
}

/**
 * A read model as a pure fold. The run-time does everything else: order, repeats, gaps, guarded writes, parking.
 *
 * Events of different streams must commute: a document depends on how far each stream was folded, never on how the
 * streams were interleaved. That is what makes "the read model equals the fold of the events" true after a rebuild,
 * which sees another interleaving than the live projector did. sectioned.ts makes it so by construction.
 */
export interface Projection<Doc extends object> {
  /** kebab-case; also names the consumer group. */
  readonly name: string;
  /** Raised when the same events would fold into another document; the projector then rebuilds the model. */
  readonly version: number;
  /**
   * The document this stream is folded into, or null: the stream is not for this model. It cannot look at the event:
   * all events of one stream belong to one document, so that a missing one is noticed.
   */
  readonly key: (origin: Origin) => string | null;
  /** Pure. Null: there is no document (any more). Throwing parks the document's key. */
  readonly fold: (document: Doc | null, envelope: Envelope) => Doc | null;
}

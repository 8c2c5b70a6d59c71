import type { Instant } from '#decider/brand.js';
import type { Event } from '#decider/decider.js';

/** Names and shapes in this file are storage format. Stream: `read-model-{name}`: what operators decided about it. */
export type ReadModelEvent =
  /** This version of the model is the fold of the events without this one. */
  | Event<
      'EventDiscarded',
      {
        readonly model: string;
        readonly version: number;
        /** Of the document. */
        readonly key: string;
        readonly stream: string;
        readonly revision: number;
        readonly eventId: string;
        readonly eventType: string;
        /** A code. */
        readonly reason: string;
        readonly discardedAt: Instant;
      }
    >
  /** Something on the topic that was no message of ours, or a deadline, was thrown away. No event, so no model lacks anything. */
  | Event<
      'MessageDiscarded',
      {
        readonly model: string;
        /** It came with. */
        readonly key: string;
        /** A code. */
        readonly reason: string;
        readonly discardedAt: Instant;
      }
    >;

import type { Instant } from '#decider/brand.js';
import type { Revision } from '#event-store/port.js';

/** An event that is being reacted to, in the order of its partition. */
export interface Followed {
  readonly partitionKey: string;
  readonly type: string;
}

/** Who asks for what, when: becomes the metadata of every event the command causes. */
export interface CommandMetadata {
  /** UUID. On one stream it stands for one decision: a second one within the same use case needs an id of its own. */
  readonly commandId: string;
  /** Fingerprint of the request. Keyed (see `fingerprintOf`) when the request holds personal data: it is stored readable. */
  readonly requestHash: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** Who asked; the service knows what kinds there are. */
  readonly actor: { readonly kind: string };
  readonly at: Instant;
  readonly traceparent?: string;
  /** The event it is a reaction to, if whoever reacts has followed all events of its partition up to there. */
  readonly followed?: Followed;
  /** If-Match: decide only on one of these revisions. */
  readonly pinned?: readonly Revision[];
}

export interface Loaded<S> {
  readonly state: S;
  readonly revision: Revision | 'no_stream';
}

/**
 * The event store as the rest of the house sees it. Drivers: `embedded/` (LMDB) and, by configuration,
 * EventStoreDB. What every driver must do is written as tests in `conformance/`.
 *
 * There is no "any" and no "stream exists" among the expected revisions, on purpose: each stored event carries
 * the hash of its predecessor, so whoever appends must know exactly what they append to.
 */

declare const brand: unique symbol;

/** A stream's name: 1 to 512 bytes of UTF-8, no control characters, not starting with `$` (`streamName` checks). */
export type StreamName = string & { readonly [brand]: 'StreamName' };

/** Zero-based place of an event in its stream. */
export type Revision = bigint & { readonly [brand]: 'Revision' };

/** Place of an event in the whole log: opaque, strictly increasing, not necessarily dense. */
export type Position = bigint & { readonly [brand]: 'Position' };

/** `no_stream`: the stream must not exist yet; a revision: it must be the stream's last one. */
export type ExpectedRevision = 'no_stream' | Revision;

/** Where a read starts: a revision (inclusive) or an end of the stream. */
export type ReadFrom = 'start' | 'end' | Revision;

export interface NewEvent {
  /** Lower-case UUID, chosen by the writer. The same ids at the same expected revision are the same append. */
  readonly id: string;
  /** 1 to 256 characters, no control characters, not starting with `$`, e.g. `ApplicationStarted`. */
  readonly type: string;
  /** `json` lets a server index and display the data; it is not checked, the bytes come back unchanged either way. */
  readonly format: 'json' | 'binary';
  readonly data: Uint8Array;
  /** JSON bytes. */
  readonly metadata: Uint8Array;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly position: Position;
  /** The store's clock when it recorded the event; never used for decisions. */
  readonly created: Date;
}

export type AppendResult =
  | { readonly kind: 'appended'; readonly revision: Revision; readonly position: Position }
  | { readonly kind: 'conflict'; readonly actual: ExpectedRevision };

export type ReadStreamResult =
  { readonly kind: 'found'; readonly events: readonly RecordedEvent[] } | { readonly kind: 'no_stream' };

export type SubscriptionMessage =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  /** Everything up to here has been looked at; resuming after it loses nothing. */
  | { readonly kind: 'checkpoint'; readonly position: Position }
  /** History is exhausted; what follows is live. May come again after a reconnect. */
  | { readonly kind: 'caught-up' };

export interface ReadStreamOptions {
  readonly from?: ReadFrom;
  readonly direction?: 'forwards' | 'backwards';
  /** At most this many events; default: all of them. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** What a store was told not to keep of a stream: events are left out of its reads, and may be gone from the log for good. */
export type Retention =
  /** By a tombstone: the stream is no more, and its name can never be used again. */
  | { readonly rule: 'deleted' }
  /** All events so far are left out; the stream may go on behind them. */
  | { readonly rule: 'soft-deleted' }
  /** Events before this revision are left out. */
  | { readonly rule: 'truncated'; readonly before: bigint }
  /** All but the newest so many are left out. */
  | { readonly rule: 'max-count'; readonly events: bigint }
  /** Events older than so many seconds are left out. */
  | { readonly rule: 'max-age'; readonly seconds: bigint };

/** What holds for a stream from a place in the log on; it takes the place of what was told of the stream before. */
export interface RetentionNote {
  readonly stream: string;
  readonly position: Position;
  readonly rules: readonly Retention[];
}

export interface ReadAllOptions {
  /** Exclusive. Forwards: what comes after it; backwards: what comes before it. Default: from the end in question. */
  readonly after?: Position;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
  readonly signal?: AbortSignal;
  /**
   * Told of each note about what is not kept of a stream, as the read comes past it, for every stream of the store that
   * is nobody's own. A store that keeps everything has nothing to tell.
   */
  readonly onRetention?: (note: RetentionNote) => void;
}

export interface SubscribeOptions {
  /** Exclusive; default: from the beginning of the log. */
  readonly after?: Position;
  /** Ends the iteration without an error. */
  readonly signal: AbortSignal;
}

export interface EventStore {
  /**
   * Appends one or more events atomically, durably before the promise resolves. An append whose ids were already
   * stored from this expected revision on is answered with the original result (its data is not compared).
   * @throws EventStoreError `invalid`, `too-large`, `unavailable` (nothing stored in these three),
   *   `outcome-unknown` (retry with the same ids and the same expected revision), `aborted` (likewise, if the append
   *   was already under way).
   */
  append(
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
    options?: { readonly signal?: AbortSignal },
  ): Promise<AppendResult>;
  /**
   * One stream, by default forwards from the start or backwards from the end; forwards from `end` there is nothing.
   * A missing stream is a result, not an error.
   * @throws EventStoreError `unavailable`, `aborted`, `invalid` (a limit that is not a whole number from 1 on).
   */
  readStream(stream: StreamName, options?: ReadStreamOptions): Promise<ReadStreamResult>;
  /**
   * The whole log in global order, ending at the moment's end.
   * @throws EventStoreError as `readStream`, at the call or while iterating.
   */
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;
  /**
   * History, then live, without loss or repeat, until the signal aborts. Back-pressure: the store reads ahead no
   * more than a bounded buffer; a slow consumer is served from history again.
   */
  subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage>;
  /** Position of the newest event, be it one of the store's own, or undefined for an empty log. */
  lastPosition(): Promise<Position | undefined>;
  /** Waits for appends under way, then releases everything. Subscriptions end. */
  close(): Promise<void>;
}

/** Summed bytes of event data in one append; EventStoreDB's default limit too. */
export const MAX_APPEND_BYTES = 1_048_576;

/** Summed bytes of metadata in one append. */
export const MAX_APPEND_METADATA_BYTES = 4_194_304;

/** Most events in one append. */
export const MAX_APPEND_EVENTS = 1_000;

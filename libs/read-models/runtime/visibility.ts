import type { ReadModel } from './read-model.js';

/** A place to wait for writes of one document. Open it before reading, so that no write falls in between. */
export interface Watch {
  /** Resolves at the next write since the last call (at once if one came meanwhile), at the latest after `ms`. */
  next(ms: number): Promise<void>;
  close(): void;
}

/** The model whose documents are waited for. */
export type Watchable = Pick<ReadModel<object>, 'name' | 'collection'>;

/** How readers hear of writes: read-your-writes and server-sent events wait on it. */
export interface Visibility {
  watch(model: Watchable, id: string): Watch;
}

/** A read that may ask for a moment of the past to have arrived. */
export interface Freshness {
  /** The document must contain the application's events up to this revision. */
  readonly minRevision?: bigint;
  /** How long to wait for it, in milliseconds: 0 (default) to 10,000. */
  readonly waitMs?: number;
}

export interface Read<T> {
  /** Null: no such document (yet). */
  readonly document: T | null;
  /** Whether `minRevision` is in the document; true when none was asked for. */
  readonly reached: boolean;
}

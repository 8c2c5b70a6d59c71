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

export interface Read<T> {
  /** Null: no such document (yet). */
  readonly document: T | null;
  /** Whether what was asked for is in the document; true when nothing was. */
  readonly reached: boolean;
}

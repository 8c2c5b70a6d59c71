import type { Revision, StreamName } from '#event-store/port.js';

/** How far each source stream has been folded into a document. */
export type Applied = ReadonlyMap<StreamName, Revision>;

/** What every stored document carries beside its content, and every write is guarded by. */
export interface Guard {
  /** Exactly which events are in the document, see applied.ts. */
  readonly applied: string;
  /** Projection version the content was folded by. */
  readonly version: number;
  /** How often the document was folded anew (after an erasure): a write begun before it must not undo it. */
  readonly refolds: number;
  /** The fold said null: only the guard is kept, so that a repeat does not bring the document back. */
  readonly gone?: true;
}

export interface Guarded {
  /** Document key. */
  readonly _id: string;
  readonly guard: Guard;
}

export type Stored<Doc extends object> = Guarded & Partial<Doc>;

/** A document in hand, between reading and writing. */
export interface Kept<Doc extends object> {
  readonly id: string;
  readonly document: Doc | null;
  readonly applied: Applied;
  readonly refolds: number;
}

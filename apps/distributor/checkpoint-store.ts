import type { KeptPosition } from '#event-sourcing/identity/kept-position.js';

/** Where a reader of the whole log goes on after a restart. What every driver must do: checkpoint-stores.spec.ts. */
export interface CheckpointStore {
  /** What was saved last under this name, or undefined. One of the former release has neither log nor event. */
  load(name: string): Promise<KeptPosition | undefined>;
  /** Durable before it resolves. A position before the one that is saved changes nothing: of two who save, the further prevails. */
  save(name: string, kept: KeptPosition): Promise<void>;
  /** Forgets every position; durable before it resolves. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

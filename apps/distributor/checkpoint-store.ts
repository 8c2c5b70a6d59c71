import type { Position } from '#event-store/port.js';

/** Where a reader of the whole log goes on after a restart. */
export interface CheckpointStore {
  /** The position saved last under this name, or undefined. */
  load(name: string): Promise<Position | undefined>;
  /** Durable before it resolves. A position before the one that is saved changes nothing: of two who save, the further prevails. */
  save(name: string, position: Position): Promise<void>;
  /** Forgets every position; durable before it resolves. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

import type { StreamName } from '#event-store/port.js';
import type { CommandMetadata } from './command-metadata.js';

/** What a command may come to on one stream. */
export const COMMAND_OUTCOMES = [
  /** It left events. */
  'appended',
  /** It was already so. */
  'unchanged',
  /** It had been carried out before. */
  'repeated',
  'refused',
  /** Not on the revision it was pinned to. */
  'stale',
  /** Its id was used for another request. */
  'reused',
  /** It threw: nothing is known, or nothing was done. */
  'failed',
] as const;
export type CommandOutcome = (typeof COMMAND_OUTCOMES)[number];

export interface EndedCommand {
  readonly category: string;
  readonly stream: StreamName;
  readonly command: CommandMetadata;
  readonly outcome: CommandOutcome;
  /** How often it was decided: 1 and the conflicts. */
  readonly attempts: number;
}

/** Told what the log does, for metrics and the service's log; must not throw. */
export interface EventLogObserver {
  /** Another writer was first; the command is decided again. */
  conflict?(category: string): void;
  /** The store did not say whether it stored an append; the same bytes are sent again. */
  retry?(category: string): void;
  /** The store is asked for a page of a stream: for a command, or for whoever wants to know its state or its events. */
  read?(stream: StreamName): void;
  /** The store answered an append: it stored it, or another writer was first. Retries are part of it. */
  answered?(category: string, seconds: number): void;
  ended?(command: EndedCommand): void;
}

import type { Subject } from '#decider/brand.js';
import type { Actor } from '#domain/kernel/actor.js';
import type { CommandMetadata } from '#event-sourcing/event-log.js';

/** Who asks for what, when. */
export interface CommandContext extends CommandMetadata {
  readonly actor: Actor;
  /** Establishments the officer owns or represents, by pseudonym: to decide by, not to store. */
  readonly establishments?: readonly Subject[];
}

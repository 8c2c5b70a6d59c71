import type { Actor } from '#domain/kernel/actor.js';
import { uuidV5 } from '#runtime/uuid-v5.js';

/** Namespace of the command ids that follow from requests. Part of the storage format: it never changes. */
const REQUESTS = '7f0d6a53-2c0b-5a7e-9d3f-3f1f5f1b7c11';

/**
 * The id of the command a request asks for, by who asks and what names it among their requests. Storage format: the
 * log recognises a repetition by it, also one of a request that a former release carried out.
 */
export function commandIdOf(actor: Actor, names: string): string {
  const who = 'id' in actor ? `${actor.kind} ${actor.id}` : actor.kind;
  return uuidV5(`${who} ${names}`, REQUESTS);
}

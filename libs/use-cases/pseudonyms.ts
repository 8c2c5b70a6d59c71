import type { Subject } from '#decider/brand.js';
import { keyed } from '#event-sourcing/subject.js';
import { uuidV5 } from '#runtime/uuid-v5.js';

/** How a person is known, in normalised digits. Citizens are sponsors and staff, never applicants. */
export type PersonIdentity = `iqama:${string}` | `border:${string}` | `citizen:${string}`;

/** Who answers for a resident and is no person. No stream is named after one. */
export type EstablishmentIdentity = `establishment:${string}`;

/**
 * Names a person in streams and keys without revealing the number. Not an erasure: who has the secret can try all
 * numbers. The secret can never change, since the names of streams are made with it.
 * @param secret at least 32 bytes.
 */
export function subjectOf(secret: Uint8Array, identity: PersonIdentity | EstablishmentIdentity): Subject {
  if (!/^(iqama|border|citizen|establishment):\d{10}$/.test(identity))
    throw new TypeError('not a person’s identity');
  return keyed(secret, 'hawiya.subject.v1', identity).slice(0, 32) as Subject; // made here and nowhere else
}

/** Namespace of the ids of facts. Part of the storage format: it never changes. */
const FACTS = '0d9a7b1e-5c56-5d3c-9a8f-6a4c0b7e2f35';

/**
 * Our id of the fact that a service calls by this source and id: a UUID, the same for the same name, whichever way it
 * came. Keyed, for the reason that a fingerprint is.
 */
export function factIdOf(secret: Uint8Array, source: string, id: string): string {
  return uuidV5(keyed(secret, 'hawiya.fact.v1', JSON.stringify([source, id])), FACTS);
}

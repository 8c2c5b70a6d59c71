import type { Subject } from '#decider/brand.js';
import { createHmac } from 'node:crypto';
import { uuidV5 } from '#platform/uuid-v5.js';

/** How a person is known, in normalised digits. Citizens are sponsors and staff, never applicants. */
export type PersonIdentity = `iqama:${string}` | `border:${string}` | `citizen:${string}`;

/** Who answers for a resident and is no person. No stream is named after one. */
export type EstablishmentIdentity = `establishment:${string}`;

const MIN_SECRET_BYTES = 32;

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

/**
 * Fingerprint of a request, to recognise a command id used for another one. Keyed, because it is stored readable
 * beside the event and a plain hash would let anyone find an erased person's numbers by trying them all.
 */
export function fingerprintOf(secret: Uint8Array, request: string): string {
  return keyed(secret, 'hawiya.request.v1', request);
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

/** Tells a wrong secret before anything is done with it, and says nothing about the right one. */
export function subjectCheckOf(secret: Uint8Array): string {
  return keyed(secret, 'hawiya.subject-check.v1', '');
}

function keyed(secret: Uint8Array, purpose: string, text: string): string {
  if (secret.length < MIN_SECRET_BYTES)
    throw new RangeError(`the secret needs at least ${MIN_SECRET_BYTES} bytes`);
  return createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('hex');
}

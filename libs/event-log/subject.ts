import { createHmac } from 'node:crypto';
import type { Subject } from '#domain/kernel/brand.js';

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

function keyed(secret: Uint8Array, purpose: string, text: string): string {
  if (secret.length < MIN_SECRET_BYTES)
    throw new RangeError(`the secret needs at least ${MIN_SECRET_BYTES} bytes`);
  return createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('hex');
}

import { createHmac } from 'node:crypto';

const MIN_SECRET_BYTES = 32;

/**
 * Fingerprint of a request, to recognise a command id used for another one. Keyed, because it is stored readable
 * beside the event and a plain hash would let anyone find an erased person's numbers by trying them all.
 */
export function fingerprintOf(secret: Uint8Array, request: string): string {
  return keyed(secret, 'hawiya.request.v1', request);
}

/** Tells a wrong secret before anything is done with it, and says nothing about the right one. */
export function subjectCheckOf(secret: Uint8Array): string {
  return keyed(secret, 'hawiya.subject-check.v1', '');
}

/** HMAC-SHA256 in hex; `purpose` keeps what is made for one use from standing for another. @throws RangeError for a short secret */
export function keyed(secret: Uint8Array, purpose: string, text: string): string {
  if (secret.length < MIN_SECRET_BYTES)
    throw new RangeError(`the secret needs at least ${MIN_SECRET_BYTES} bytes`);
  return createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('hex');
}

import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

const TAG_BYTES = 16;

export interface Sealed {
  /** Base64, 12 bytes. */
  readonly iv: string;
  /** Base64: ciphertext, then the tag. */
  readonly sealed: string;
}

/**
 * AES-256-GCM. The initialisation vector follows from key, place and plaintext: sealing the same thing again gives
 * the same bytes, and no vector ever serves two plaintexts.
 * @param place what the ciphertext belongs to; it opens nowhere else.
 */
export function seal(key: Uint8Array, place: string, plaintext: Uint8Array): Sealed {
  const iv = createHmac('sha256', key)
    .update(`hawiya.iv.v1\n${place}\n`)
    .update(plaintext)
    .digest()
    .subarray(0, 12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { iv: iv.toString('base64'), sealed: sealed.toString('base64') };
}

/** Undefined if the key, the place or any bit is another one than it was sealed with. */
export function open(key: Uint8Array, place: string, { iv, sealed }: Sealed): Uint8Array | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  const nonce = Buffer.from(iv, 'base64');
  if (nonce.length !== 12 || bytes.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const plaintext = decipher.update(bytes.subarray(0, -TAG_BYTES));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    return undefined; // the only thing final() can complain about is the tag
  }
}

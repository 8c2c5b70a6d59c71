import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Of a wrapped key: initialisation vector 12, key 32, tag 16. */
export const WRAPPED_BYTES = 60;

/** AES-256-GCM under the master key, bound to the key's id. */
export function wrap(masterKey: Uint8Array, keyId: string, key: Uint8Array): Uint8Array {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', masterKey, iv).setAAD(Buffer.from(keyId));
  return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined: wrapped with another master key, for another id, or damaged. */
export function unwrapKey(masterKey: Uint8Array, keyId: string, wrapped: Uint8Array): Uint8Array | undefined {
  const decipher = createDecipheriv('aes-256-gcm', masterKey, wrapped.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(keyId))
    .setAuthTag(wrapped.subarray(-16));
  const key = decipher.update(wrapped.subarray(12, -16));
  try {
    // In memory of its own: what lies in Node's pool keeps 8 KiB of it alive, and takes them along to another thread.
    return Uint8Array.from(Buffer.concat([key, decipher.final()]));
  } catch {
    return undefined; // the only thing final() can complain about is the tag
  }
}

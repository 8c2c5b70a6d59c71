import { messageOf } from '#platform/message-of.js';

export type KeyStoreErrorCode =
  /** The folder cannot be used: missing rights, disk full. Nothing was answered that is not so. */
  | 'unavailable'
  /** The keys were wrapped with another master key. */
  | 'wrong-master-key'
  /** A key's record cannot be what was written. */
  | 'damaged';

export class KeyStoreError extends Error {
  override readonly name = 'KeyStoreError';
  constructor(
    readonly code: KeyStoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `error` as a key store's; what is one already stays as it is. */
export function asKeyStoreError(error: unknown, what: string): KeyStoreError {
  if (error instanceof KeyStoreError) return error;
  return new KeyStoreError('unavailable', `${what}: ${messageOf(error)}`, { cause: error });
}

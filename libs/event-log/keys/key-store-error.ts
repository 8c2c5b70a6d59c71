import { messageOf } from '#platform/message-of.js';

export type KeyStoreErrorCode =
  /** The store cannot be used: out of reach, missing rights, disk full. Nothing was answered that is not so. */
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

/**
 * The person was erased, perhaps by another process, and has come again: what this process has in memory of them may be
 * from before, and must not be sealed with their new key. It is forgotten; the same command may be given again.
 */
export class ErasedMeanwhileError extends KeyStoreError {
  constructor() {
    super(
      'unavailable',
      'the person was erased and has come again, and what was in memory is forgotten: try again',
    );
  }
}

/** `error` as a key store's; what is one already stays as it is. */
export function asKeyStoreError(error: unknown, what: string): KeyStoreError {
  if (error instanceof KeyStoreError) return error;
  return new KeyStoreError('unavailable', `${what}: ${messageOf(error)}`, { cause: error });
}

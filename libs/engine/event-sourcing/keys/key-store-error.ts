import { messageOf } from '#runtime/message-of.js';
import type { KeyStoreUse } from './copy/copyable-keys.js';

export type KeyStoreErrorCode =
  /** The store cannot be used: out of reach, missing rights, disk full. Nothing was answered that is not so. */
  | 'unavailable'
  /** The keys were wrapped with another master key. */
  | 'wrong-master-key'
  /** A key's record cannot be what was written. */
  | 'damaged'
  /** Keys were being copied into the store, and not all of them came. */
  | 'half-copied'
  /** The keys were copied elsewhere and go on there. */
  | 'moved';

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

/** Nobody works with half of the keys, or with two copies of them. @throws KeyStoreError `half-copied`, `moved` */
export function mustBeOpen(use: KeyStoreUse): void {
  if (use.kind === 'copying')
    throw new KeyStoreError(
      'half-copied',
      'the keys are not all here: run `hawiya keys copy` again, it goes on where it ended',
    );
  if (use.kind === 'moved')
    throw new KeyStoreError(
      'moved',
      `the keys were copied to ${use.moved.to} on ${use.moved.at} and go on there: use those; copying them back lifts the fence`,
    );
}

/** `error` as a key store's; what is one already stays as it is. */
export function asKeyStoreError(error: unknown, what: string): KeyStoreError {
  if (error instanceof KeyStoreError) return error;
  return new KeyStoreError('unavailable', `${what}: ${messageOf(error)}`, { cause: error });
}

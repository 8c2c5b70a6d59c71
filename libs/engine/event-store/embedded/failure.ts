import type { RootDatabase } from 'lmdb';
import type { CommitError } from '#runtime/lmdb/environment.js';
import { NoSpaceError } from '#runtime/lmdb/volume.js';
import { EventStoreError } from '../errors.js';
import { messageOf } from '#runtime/message-of.js';

/**
 * What to tell those whose commit failed. A commit that failed before its meta page was written changed nothing; if
 * the meta page itself could not be written, LMDB refuses to go on, and only a restart shows which of the two it was.
 */
export function explainFailure(
  { message, cause }: CommitError,
  root: Pick<RootDatabase, 'transactionSync'>,
  path: string,
): { readonly error: EventStoreError; readonly fatal: boolean } {
  const what = `the event store in ${path} cannot write: ${message}`;
  const unavailable = { error: new EventStoreError('unavailable', what, { cause }), fatal: false };
  if (cause instanceof NoSpaceError) return unavailable;
  try {
    root.transactionSync(() => undefined);
    return unavailable;
  } catch (refusal) {
    const last = `${what}; it needs a restart (${messageOf(refusal)})`;
    return { error: new EventStoreError('outcome-unknown', last, { cause }), fatal: true };
  }
}

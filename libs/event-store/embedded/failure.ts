import { statfsSync } from 'node:fs';
import type { RootDatabase } from 'lmdb';
import { EventStoreError } from '../errors.js';

/**
 * What to tell those whose commit failed. A commit that failed before its meta page was written changed nothing; if
 * the meta page itself could not be written, LMDB refuses to go on, and only a restart shows which of the two it was.
 */
export async function explainFailure(
  error: unknown,
  root: RootDatabase<Buffer, string>,
  path: string,
): Promise<{ readonly error: EventStoreError; readonly fatal: boolean }> {
  const cause = await rootCause(error);
  const what = `the event store in ${path} cannot write: ${describe(cause)}${freeSpace(path)}`;
  try {
    root.transactionSync(() => undefined);
    return { error: new EventStoreError('unavailable', what, { cause }), fatal: false };
  } catch (refusal) {
    const last = `${what}; it needs a restart (${describe(refusal)})`;
    return { error: new EventStoreError('outcome-unknown', last, { cause }), fatal: true };
  }
}

/** lmdb-js rejects with "Commit failed" and hands the reason over as a promise that rejects as well. */
async function rootCause(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (reason) {
    return reason;
  }
}

/** LMDB reports a write cut short by a full disk as an input/output error: the space left tells which it was. */
function freeSpace(path: string): string {
  try {
    const { bavail, bsize } = statfsSync(path);
    return ` (${Math.floor((bavail * bsize) / 1_024)} KiB are free there)`;
  } catch (error) {
    return ` (nor can the folder be examined: ${describe(error)})`;
  }
}

export const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

import { describe, expect, it } from '@jest/globals';
import type { RootDatabase } from 'lmdb';
import { explainFailure } from './failure.js';

/** LMDB as far as a failed commit is concerned; a disk whose last block fails cannot be had in a test. */
const lmdb = (transactionSync: () => void) =>
  ({ transactionSync }) as unknown as RootDatabase<Buffer, string>;

function failedCommit(reason: string): Error {
  const commitError = Promise.reject(new Error(reason));
  return Object.assign(new Error('Commit failed (see commitError for details)'), { commitError });
}

describe('a commit that failed', () => {
  it('changed nothing when LMDB goes on, and is told with its reason and the room left', async () => {
    const explained = await explainFailure(
      failedCommit('No space left on device'),
      lmdb(() => undefined),
      '/tmp',
    );
    expect(explained.fatal).toBe(false);
    expect(explained.error.code).toBe('unavailable');
    expect(explained.error.message).toMatch(
      /^the event store in \/tmp cannot write: No space left on device \(\d+ KiB are free there\)$/,
    );
  });

  it('has an unknown outcome when LMDB refuses to go on', async () => {
    const refuse = () => {
      throw new Error('MDB_PANIC');
    };
    const explained = await explainFailure(new Error('Input/output error'), lmdb(refuse), '/nowhere');
    expect(explained.fatal).toBe(true);
    expect(explained.error.code).toBe('outcome-unknown');
    expect(explained.error.message).toMatch(/Input\/output error .*; it needs a restart \(MDB_PANIC\)$/);
  });
});

import { describe, expect, it } from '@jest/globals';
import { CommitError } from '#runtime/lmdb/environment.js';
import { NoSpaceError } from '#runtime/lmdb/volume.js';
import { explainFailure } from './failure.js';

const refuse = () => {
  throw new Error('MDB_PANIC');
};

/** LMDB as far as a failed commit is concerned; a disk whose last block fails cannot be had in a test. */
const lmdb = (transactionSync: () => void) => ({ transactionSync }) as Parameters<typeof explainFailure>[1];

describe('a commit that failed', () => {
  it('changed nothing when LMDB goes on', () => {
    const failed = new CommitError('No space left on device (0 KiB are free there)');
    const { error, fatal } = explainFailure(
      failed,
      lmdb(() => undefined),
      '/tmp',
    );
    expect(fatal).toBe(false);
    expect(error.code).toBe('unavailable');
    expect(error.message).toBe(
      'the event store in /tmp cannot write: No space left on device (0 KiB are free there)',
    );
  });

  it('has an unknown outcome when LMDB refuses to go on', () => {
    const { error, fatal } = explainFailure(new CommitError('Input/output error'), lmdb(refuse), '/nowhere');
    expect(fatal).toBe(true);
    expect(error.code).toBe('outcome-unknown');
    expect(error.message).toMatch(/Input\/output error; it needs a restart \(MDB_PANIC\)$/);
  });

  it('that was not begun changed nothing', () => {
    const cause = new NoSpaceError('no space left');
    const failed = new CommitError(cause.message, { cause });
    const { error, fatal } = explainFailure(failed, lmdb(refuse), '/tmp');
    expect(fatal).toBe(false);
    expect(error).toMatchObject({ code: 'unavailable', cause });
  });
});

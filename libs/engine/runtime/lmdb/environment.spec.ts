import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommitError, commit, openEnvironment } from './environment.js';
import { NoSpaceError, Volume } from './volume.js';

let path: string;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'hawiya-lmdb-'));
});

afterEach(() => rm(path, { recursive: true }));

/** More than is free, whatever others write and delete meanwhile. */
async function tooMuch(): Promise<number> {
  const { blocks, bsize } = await statfs(path);
  return blocks * bsize + 1;
}

describe('an environment', () => {
  it('shows nothing before it is on disk and keeps it', async () => {
    const volume = new Volume({ path: join(path, 'made') });
    const root = openEnvironment<string, string>(volume, { encoding: 'string' });
    await commit(volume, () => root.put('name', 'هوية'));
    await root.close();
    const again = openEnvironment<string, string>(volume, { encoding: 'string' });
    expect(again.get('name')).toBe('هوية');
    await again.close();
  });

  it('is not opened where less is free than is kept free', async () => {
    const volume = new Volume({ path, minFreeBytes: await tooMuch() });
    expect(() => openEnvironment(volume, {})).toThrow(NoSpaceError);
  });
});

describe('a commit', () => {
  it('is not begun where less is free than is kept free', async () => {
    let begun = false;
    const volume = new Volume({ path, minFreeBytes: await tooMuch() });
    const refused = commit(volume, async () => {
      begun = true;
    });
    await expect(refused).rejects.toMatchObject({
      name: 'CommitError',
      message: expect.stringMatching(
        /^no space left on the disk of .*: \d+ KiB are free, \d+ KiB are kept free$/,
      ),
      cause: expect.any(NoSpaceError),
    });
    expect(begun).toBe(false);
  });

  it('is begun down to the last byte that is not kept free', async () => {
    expect(await commit(new Volume({ path, minFreeBytes: 0 }), async () => 'done')).toBe('done');
  });

  it('that failed says why, and how much is free', async () => {
    const commitError = Promise.reject(new Error('No space left on device'));
    const failed = Object.assign(new Error('Commit failed (see commitError for details)'), { commitError });
    const result = commit(new Volume({ path }), () => Promise.reject(failed));
    await expect(result).rejects.toThrow(CommitError);
    await expect(result).rejects.toThrow(/^No space left on device \(\d+ KiB are free there\)$/);
  });
});

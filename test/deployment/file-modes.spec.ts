import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startStandalone } from '#apps/standalone/start.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

jest.setTimeout(30_000);

describe('the data folder of a running service', () => {
  const folder = temporaryFolders();
  let mint: TokenMint;
  let umask: number;

  beforeEach(async () => {
    mint = await startTokenMint();
    // As loose as can be: the modes are ours, not the shell's.
    umask = process.umask(0);
  });
  afterEach(async () => {
    process.umask(umask);
    await mint.close();
  });

  /** Every file, folder and socket in it, itself included, by its path. */
  const everything = async (data: string): Promise<readonly string[]> => [
    data,
    ...(await readdir(data, { recursive: true })).map((name) => join(data, name)),
  ];
  const modesIn = async (data: string): Promise<readonly string[]> =>
    Promise.all(
      (await everything(data)).map(async (path) => {
        const found = await lstat(path);
        return `${(found.mode & 0o777).toString(8)} ${found.isDirectory() ? 'folder' : 'file'}`;
      }),
    );
  const whileRunning = async <T>(data: string, look: () => Promise<T>): Promise<T> => {
    const settings = { HAWIYA_DATA: data, HAWIYA_PORT: '0', HAWIYA_ISSUER: mint.issuer };
    const service = await startStandalone(readConfiguration(settings), { logger: silentLogger() });
    try {
      return await look();
    } finally {
      await service.close();
    }
  };

  it('is its owner’s only: 0700 for folders, 0600 for files, lock and sockets', async () => {
    const data = join(await folder(), 'data');
    const modes = await whileRunning(data, () => modesIn(data));
    expect(modes.length).toBeGreaterThan(15);
    expect(new Set(modes)).toEqual(new Set(['700 folder', '600 file']));
  });

  it('becomes that where an earlier release or a copy left more', async () => {
    const data = join(await folder(), 'data');
    await whileRunning(data, async () => undefined);
    for (const path of await everything(data)) {
      const found = await lstat(path);
      // The secrets are refused when others may read them: nobody can tell who has.
      if (found.isDirectory()) await chmod(path, 0o755);
      else if (path.endsWith('.mdb')) await chmod(path, 0o644);
    }
    const modes = await whileRunning(data, () => modesIn(data));
    expect(new Set(modes)).toEqual(new Set(['700 folder', '600 file']));
  });
});

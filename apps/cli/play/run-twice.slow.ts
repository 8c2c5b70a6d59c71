import { readdir } from 'node:fs/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { startStandalone } from '#apps/standalone/start.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { projectFile } from '#runtime/project-file.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { invented } from './invent.js';
import { complaints, playAll, readCaseFiles } from './play-all.js';

jest.setTimeout(120_000);

describe('the case files on a service that was there before', () => {
  const folder = temporaryFolders();

  it('end as they say, run after run and beside each other', async () => {
    const settings = { HAWIYA_DATA: await folder(), HAWIYA_PORT: '0', HAWIYA_SANDBOX_PORT: '0' };
    const service = await startStandalone(readConfiguration(settings), { logger: silentLogger() });
    try {
      const names = (await readdir(projectFile('samples'))).filter((name) => name.endsWith('.yaml')).sort();
      const files = await readCaseFiles(names.map((name) => projectFile(`samples/${name}`)));
      const { url, issuer = '' } = service;
      const run = async (id: string) =>
        complaints(
          await playAll(
            files.map((file) => invented(file, id)),
            { url, issuer, patienceMs: 60_000 },
            () => undefined,
          ),
        );
      expect(await run('first')).toEqual([]);
      expect(await Promise.all([run('second'), run('third')])).toEqual([[], []]);
    } finally {
      await service.close();
    }
  });
});

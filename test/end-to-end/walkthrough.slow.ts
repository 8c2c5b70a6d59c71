import { describe, expect, it, jest } from '@jest/globals';
import { startStandalone } from '#apps/standalone/start.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { projectFile } from '#runtime/project-file.js';
import { launch } from '../support/launch.js';
import { temporaryFolders } from '../support/temporary-folder.js';

jest.setTimeout(90_000);

describe('samples/walkthrough.sh', () => {
  const folder = temporaryFolders();

  it('takes an applicant through the nine steps, and shows each other role something', async () => {
    const service = await startStandalone(
      readConfiguration({ HAWIYA_DATA: await folder(), HAWIYA_PORT: '0', HAWIYA_SANDBOX_PORT: '0' }),
      { logger: silentLogger() },
    );
    try {
      const { url, issuer = '' } = service;
      const script = launch(
        ['sh', '-c', `cd "$1" && exec sh samples/walkthrough.sh`, 'sh', projectFile('.')],
        {
          environment: { PATH: process.env['PATH'], API: url, ISSUER: issuer, NUMBER: '2456789011' },
          stderr: 'lines',
          longestMs: 60_000,
        },
      );
      const { code } = await script.ended;
      expect({ code, lines: script.lines }).toMatchObject({ code: 0 });
      const said = script.lines.join('\n');
      expect(said).toContain('No outstanding violations: satisfied (Traffic');
      expect(said).toContain('The identity was issued');
      expect(script.lines.at(-1)).toBe('0');
    } finally {
      await service.close();
    }
  });
});

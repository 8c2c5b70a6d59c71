import { describe, expect, it } from '@jest/globals';
import { startStandalone } from '#apps/standalone/start.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger } from '#runtime/logging/logger.js';
import { FLOODED } from '../support/flooding.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint } from '../support/token-mint.js';
import { fuzz } from './fuzz.js';

describe('the API', () => {
  const folder = temporaryFolders();

  // A taste of what `npm run test:faults` does with more requests and another seed each time.
  it('answers right and wrong requests as its document says, and never with a fault of its own', async () => {
    const mint = await startTokenMint();
    const service = await startStandalone(
      readConfiguration({
        ...FLOODED,
        HAWIYA_DATA: await folder(),
        HAWIYA_PORT: '0',
        HAWIYA_ISSUER: mint.issuer,
      }),
      { logger: createLogger({ level: 'silent', format: 'json' }) },
    );
    const { findings, statuses } = await fuzz({ url: service.url, mint, requests: 400, seed: 20_260_301 });
    await service.close();
    await mint.close();
    expect(findings).toEqual([]);
    // It got through to the commands, and was refused in every way there is.
    for (const status of [200, 400, 401, 403, 404, 409, 412, 415, 422]) {
      expect(statuses[status]).toBeGreaterThan(0);
    }
  }, 30_000);
});

import type { Subject } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { readConfiguration } from '#configuration/read-configuration.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { openEmbeddedKeys } from './embedded-keys.js';

const subject = 'a1b2c3d4e5f60718293a4b5c6d7e8f90' as Subject; // as good as an HMAC

describe('the keys in a data folder', () => {
  const folder = temporaryFolders();
  let data: string;
  let said: string;
  const logger = pino(
    new Writable({
      write: (line, _encoding, done) => {
        said += String(line);
        done();
      },
    }),
  );
  const open = (secret?: string) => {
    said = '';
    const given = secret === undefined ? {} : { HAWIYA_KEYS_SECRET: secret };
    return openEmbeddedKeys(readConfiguration({ HAWIYA_DATA: data, ...given }), logger);
  };

  beforeEach(async () => {
    data = await folder();
  });

  it('are wrapped with the secret that is set, and no master key is made', async () => {
    const secret = randomBytes(32).toString('hex');
    const keys = await open(secret);
    const made = await keys.keyFor(subject);
    await keys.close();
    expect(said).toBe('');
    await expect(readFile(join(data, 'keys', 'master.key'))).rejects.toThrow('ENOENT');
    const again = await open(secret);
    expect(await again.keyFor(subject)).toEqual(made);
    await again.close();
    await expect(open(randomBytes(32).toString('hex'))).rejects.toMatchObject({ code: 'wrong-master-key' });
    await expect(open()).rejects.toMatchObject({ code: 'wrong-master-key' });
  });

  it('say aloud that their master key lies beside them, until it is taken away and set', async () => {
    const keys = await open();
    const made = await keys.keyFor(subject);
    await keys.close();
    const file = join(data, 'keys', 'master.key');
    expect(JSON.parse(said)).toMatchObject({ level: 40, msg: expect.stringContaining(file) });
    const secret = (await readFile(file, 'utf8')).trim();

    await (await open(secret)).close();
    expect(JSON.parse(said)).toMatchObject({ level: 40, msg: expect.stringContaining('remove it') });
    await rm(file);
    const again = await open(secret);
    expect(said).toBe('');
    expect(await again.keyFor(subject)).toEqual(made);
    await again.close();
  });
});

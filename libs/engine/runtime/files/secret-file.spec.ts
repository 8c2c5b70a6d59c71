import { randomBytes } from 'node:crypto';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { secretFromFile } from './secret-file.js';

describe('a secret in a file', () => {
  const folder = temporaryFolders();
  const file = async () => join(await folder(), 'secret');

  it('is made once, for its owner only', async () => {
    const path = await file();
    const made = secretFromFile(path);
    expect(made).toHaveLength(32);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(secretFromFile(path)).toEqual(made);
    expect(await readFile(path, 'utf8')).toBe(`${Buffer.from(made).toString('hex')}\n`);
  });

  it('can be brought along', async () => {
    const [path, secret] = [await file(), randomBytes(32)];
    await writeFile(path, secret.toString('hex'), { mode: 0o600 });
    expect(secretFromFile(path)).toEqual(secret);
  });

  it('is refused when others may read it, or when it is none', async () => {
    const path = await file();
    secretFromFile(path);
    await chmod(path, 0o640);
    expect(() => secretFromFile(path)).toThrow(/secret: others may read it, its mode must be 0600$/);
    await chmod(path, 0o600);
    await writeFile(path, 'short');
    expect(() => secretFromFile(path)).toThrow(/it is not 64 hex digits$/);
    expect(() => secretFromFile(join(path, 'below'))).toThrow(/ENOTDIR/);
  });
});

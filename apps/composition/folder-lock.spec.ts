import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFolder } from './folder-lock.js';

describe('the lock of a data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hawiya-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('refuses a second owner, naming the first by its process id', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`${folder} is in use by process ${process.pid}`);
    await lock.release();
  });

  it('can be taken again after its release, and makes the folder', async () => {
    const inside = join(folder, 'a', 'b');
    await (await lockFolder(inside)).release();
    await (await lockFolder(inside)).release();
    expect(await readdir(inside)).toEqual([]);
  });

  it('is free when its owner was killed', async () => {
    const owner = `require('node:net').createServer().listen(${JSON.stringify(join(folder, 'lock'))}, () => console.log('locked'))`;
    const child = spawn(process.execPath, ['-e', owner], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await stat(join(folder, 'lock'))).isSocket()).toBe(true);

    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow('in use');
    await lock.release();
  });

  it('has one owner when several find a dead one at the same time', async () => {
    const owner = `require('node:net').createServer().listen(${JSON.stringify(join(folder, 'lock'))}, () => console.log('locked'))`;
    const child = spawn(process.execPath, ['-e', owner], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder)));
    const locks = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(locks).toHaveLength(1);
    await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.pid}`);
    await locks[0]?.release();
  });

  it('says so when the path is too long for a socket', async () => {
    await expect(lockFolder(join(folder, 'x'.repeat(100)))).rejects.toThrow('too long');
  });
});

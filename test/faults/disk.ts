import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Does the work on a disk of its own, in memory. Undefined where none can be mounted: that takes root. */
export async function onDisk<T>(options: string, work: (disk: string) => Promise<T>): Promise<T | undefined> {
  const disk = await mkdtemp(join(tmpdir(), 'hawiya-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
  } catch {
    await rmdir(disk);
    return undefined;
  }
  try {
    return await work(disk);
  } finally {
    await run('umount', ['--lazy', disk]);
    await rmdir(disk);
  }
}

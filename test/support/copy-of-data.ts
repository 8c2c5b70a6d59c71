import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder with what a service has left in `data` of another, as the next one finds it: without lock and sockets. */
export async function copyOfData(template: string, prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await cp(join(template, 'data'), join(folder, 'data'), {
    recursive: true,
    filter: (path) => !/\/lock$|\.sock$/.test(path),
  });
  return folder;
}

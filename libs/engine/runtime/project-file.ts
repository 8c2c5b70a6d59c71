import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of a file that comes with the project, found from where this code is: in the sources or in `dist`. */
export function projectFile(path: string): string {
  return join(root(dirname(fileURLToPath(import.meta.url))), path);
}

function root(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json is not above the code');
  return root(parent);
}

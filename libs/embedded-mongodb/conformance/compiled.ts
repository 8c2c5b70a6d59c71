import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { transform } from '@swc/core';

const LIBRARIES = fileURLToPath(new URL('../..', import.meta.url));
const MANIFEST = { type: 'module', imports: { '#platform/*.js': './platform/*.js' } };
/** Within the repository, so that the copies find its node_modules. */
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));

/** The library as JavaScript in a folder of its own, for tests that need a child process or a thread. */
export async function compileLibrary(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = join(CACHE, `embedded-mongodb-${process.pid}`);
  const sources = (await readdir(LIBRARIES, { recursive: true })).filter((path) =>
    /^(embedded-mongodb|platform\/lmdb)\/(?!conformance).*(?<!\.spec)\.ts$/.test(path),
  );
  await mkdir(join(folder, 'embedded-mongodb', 'commands'), { recursive: true });
  await mkdir(join(folder, 'platform', 'lmdb'), { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(MANIFEST));
  for (const path of sources) {
    const { code } = await transform(await readFile(join(LIBRARIES, path), 'utf8'), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    await writeFile(join(folder, path.replace(/\.ts$/, '.js')), code);
  }
  return { folder: join(folder, 'embedded-mongodb'), remove: () => rm(folder, { recursive: true }) };
}

import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(root, 'node_modules/.cache/hawiya-tests');
const require = createRequire(import.meta.url);

export const SWC = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
};

const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@swc/core/package.json'), 'utf8'));
const made = `${version} ${JSON.stringify(SWC)}`;

/** Where the source map of a file is that was compiled. */
export function mapOf(file) {
  return join(folder, `${relative(root, file).replaceAll('/', '__')}.map`);
}

/**
 * The JavaScript of a TypeScript file, compiled once for all processes and runs, until the file, the options or the
 * compiler is another: the last line says of what it was made.
 */
export function compiled(file) {
  const source = readFileSync(file, 'utf8');
  const mark = `\n// ${createHash('sha256').update(made).update('\0').update(source).digest('hex')}`;
  const place = join(folder, `${relative(root, file).replaceAll('/', '__')}.mjs`);
  const kept = readIfThere(place);
  if (kept?.endsWith(mark)) return kept;
  // Not loaded where everything was compiled before: it takes a tenth of a second.
  const { code, map } = require('@swc/core').transformSync(source, {
    ...SWC,
    filename: file,
    sourceMaps: true,
  });
  mkdirSync(folder, { recursive: true });
  write(mapOf(file), map);
  write(place, `${code}${mark}`);
  return `${code}${mark}`;
}

function readIfThere(place) {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return undefined;
  }
}

/** At once or not at all: other processes, and other threads of this one, read and write it meanwhile. */
function write(place, text) {
  const draft = `${place}.${randomUUID()}`;
  writeFileSync(draft, text);
  renameSync(draft, place);
}

import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFile } from '#runtime/project-file.js';

const run = promisify(execFile);

/** How nginx is started here. */
export interface NginxProgram {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The Debian packages of what nginx is linked with, for a system that has not got it. */
const LIBRARIES: readonly (readonly [RegExp, string])[] = [
  [/^libpcre2-8\./, 'libpcre2-8-0'],
  [/^lib(?:ssl|crypto)\./, 'libssl3'],
  [/^libz\./, 'zlib1g'],
  [/^libcrypt\./, 'libcrypt1'],
];

const folder = projectFile('.services/nginx');
const complete = join(folder, 'complete');
const installed = join(folder, 'usr/sbin/nginx');

/**
 * The nginx of this machine; without one Debian's package, unpacked beside the project once and without root.
 * @returns or why there is none
 */
export async function nginxProgram(): Promise<NginxProgram | { readonly missing: string }> {
  try {
    await run('nginx', ['-v']);
    return { command: 'nginx', environment: {} };
  } catch {
    // There is none on the path.
  }
  try {
    await access(complete);
  } catch {
    try {
      await unpack();
    } catch (error) {
      return { missing: `no nginx on the path, and Debian's package cannot be had: ${String(error)}` };
    }
  }
  const libraries = await libraryFolders();
  return { command: installed, environment: libraries === '' ? {} : { LD_LIBRARY_PATH: libraries } };
}

async function unpack(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await fetchPackages(['nginx']);
  const { stdout } = await run('ldd', [installed]);
  const missing = Array.from(stdout.matchAll(/^\s*(\S+) => not found/gm), ([, name]) => name ?? '');
  const packages = new Set(missing.map(packageOf));
  if (packages.size > 0) await fetchPackages([...packages]);
  await writeFile(complete, '');
}

function packageOf(library: string): string {
  const [, name] = LIBRARIES.find(([pattern]) => pattern.test(library)) ?? [];
  if (name === undefined)
    throw new Error(`nginx wants ${library}, and which package has it is not known here`);
  return name;
}

async function fetchPackages(names: readonly string[]): Promise<void> {
  const options = { cwd: folder };
  try {
    await run('apt-get', ['download', ...names], options);
  } catch {
    // What this machine knows of the packages may be old or nothing yet; only root can ask anew.
    await run('apt-get', ['update'], options);
    await run('apt-get', ['download', ...names], options);
  }
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.deb')) continue;
    await run('dpkg', ['-x', file, '.'], options);
    await rm(join(folder, file));
  }
}

async function libraryFolders(): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const libraries = entries.filter(({ name }) => name.includes('.so'));
  return Array.from(new Set(libraries.map(({ parentPath }) => parentPath))).join(':');
}

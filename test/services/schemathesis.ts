import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFile } from '#runtime/project-file.js';
import { launch } from '../support/launch.js';

const run = promisify(execFile);
const FOLDER = projectFile('.services/schemathesis');
const OWN = projectFile('test/services/schemathesis');

/** What one run of schemathesis is told. */
export interface SchemathesisRun {
  /** Address of the OpenAPI document; the service is asked where the document comes from. */
  readonly document: string;
  /** Its configuration file (TOML). */
  readonly configuration: string;
  /** Environment of `hooks.py`. */
  readonly environment: Readonly<Record<string, string>>;
  /** It is killed after this time. */
  readonly longestMs: number;
}

/**
 * schemathesis, an independent reader and tester of OpenAPI documents, in .services: fetched from PyPI once, by the
 * hashes of `requirements.txt`, and kept until that changes. Needs Python 3.11 or later with pip, and nothing of it is
 * installed outside that folder.
 * @throws Error that says what is missing
 */
export async function fetchSchemathesis(): Promise<void> {
  const requirements = join(OWN, 'requirements.txt');
  const complete = join(FOLDER, 'complete');
  const wanted = await readFile(requirements, 'utf8');
  if ((await readFile(complete, 'utf8').catch(() => undefined)) === wanted) return;
  const pip = await findPip();
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const how = [
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--require-hashes',
    '--only-binary',
    ':all:',
  ];
  // A target folder needs no venv (Debian's python3 has no ensurepip) and touches no system package.
  await run('python3', [...pip, 'install', ...how, '--target', FOLDER, '-r', requirements]);
  await writeFile(complete, wanted);
}

/** Runs it to its end: everything it said, and whether it found nothing. */
export async function schemathesis({ document, configuration, environment, longestMs }: SchemathesisRun) {
  const what = ['--config-file', configuration, 'run', document, '--no-color'];
  const child = launch(['python3', '-m', 'schemathesis.cli', ...what], {
    environment: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PYTHONPATH: FOLDER,
      PYTHONDONTWRITEBYTECODE: '1',
      SCHEMATHESIS_HOOKS: join(OWN, 'hooks.py'),
      ...environment,
    },
    stderr: 'lines',
    longestMs,
  });
  const { code } = await child.ended;
  return { found: code !== 0, said: child.lines.join('\n') };
}

async function findPip(): Promise<readonly string[]> {
  const version = 'import sys; sys.exit(sys.version_info < (3, 11))';
  const isThere = (args: readonly string[]) =>
    run('python3', args).then(
      () => true,
      () => false,
    );
  if (!(await isThere(['-c', version])))
    throw new Error(
      'schemathesis needs python3, 3.11 or later: it is not there (Debian: apt install python3)',
    );
  if (await isThere(['-m', 'pip', '--version'])) return ['-m', 'pip'];
  throw new Error('schemathesis is fetched by pip: python3 has none (Debian: apt install python3-pip)');
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { projectFile } from '#runtime/project-file.js';
import { type Server, SERVERS } from './servers.js';

/*
 * Runs the suites that need servers (`*.services.ts`, and those that jest.services.config.mjs enrols); arguments are
 * jest's. A suite that shares a server reads its address from the environment: that name in its source, or its line in
 * the configuration, has the server started here. A suite that kills its server starts one of its own.
 */

const CONFIG = projectFile('jest.services.config.mjs');

const JEST = [projectFile('node_modules/jest/bin/jest.js'), '--config', CONFIG];
const args = process.argv.slice(2);

const { stdout } = await promisify(execFile)(process.execPath, [...JEST, '--listTests', ...args]);
const suites = await Promise.all(
  stdout
    .split('\n')
    .filter(Boolean)
    .map(async (file) => ({ file, source: await readFile(file, 'utf8') })),
);
const { ENROLLED } = (await import(CONFIG)) as {
  readonly ENROLLED: Readonly<Record<string, readonly string[]>>;
};
const needs = ({ file, source }: (typeof suites)[number], { variable }: Server): boolean =>
  source.includes(variable) || (ENROLLED[variable] ?? []).some((suite) => file === projectFile(suite));
const given = SERVERS.filter(({ variable }) => process.env[variable] !== undefined);
const leftOut = suites.filter(({ source }) => given.some(({ module }) => source.includes(module)));
for (const { file } of leftOut)
  process.stderr.write(`left out, it starts servers of its own to kill them: ${file}\n`);
const run = suites.filter((suite) => !leftOut.includes(suite));
const missing = SERVERS.filter(
  (server) => !given.includes(server) && run.some((suite) => needs(suite, server)),
);

const started = await Promise.all(
  missing.map(async ({ variable, start }) => ({ variable, ...(await start()) })),
);
const ignored = leftOut.flatMap(({ file }) => ['--testPathIgnorePatterns', file]);
try {
  const addresses = Object.fromEntries(started.map(({ variable, address }) => [variable, address]));
  const child = spawn(process.execPath, [...JEST, ...args, ...ignored], {
    stdio: 'inherit',
    env: { ...process.env, ...addresses },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await Promise.all(started.map(({ dispose }) => dispose()));
}

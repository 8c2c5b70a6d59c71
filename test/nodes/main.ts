import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '#runtime/message-of.js';
import { projectFile } from '#runtime/project-file.js';
import { freePort } from '../services/free-port.js';
import { type Launched, launch } from '../support/launch.js';

/** Cases that do not touch each other; the next Node goes on with the next one. */
const CASES = [
  '01-renewal-all-satisfied',
  '02-first-issue-premium',
  '04-medical-pending-then-fit',
  '10-sadad-notified-twice',
  '12-dependant',
] as const;
const LONGEST_MS = 120_000;

/**
 * `node dist/test/nodes/main.js NODE…`: one data folder under one Node after the other. Each opens what those before it
 * wrote, verifies the log and the read models, and goes on with a case. Ends with 1 at the first that cannot.
 */
async function main(nodes: readonly string[]): Promise<void> {
  if (nodes.length < 2 || nodes.length > CASES.length)
    throw new Error(`expected 2 to ${CASES.length} binaries of Node, one after the other`);
  const data = await mkdtemp(join(tmpdir(), 'hawiya-nodes-'));
  try {
    let written = 0;
    for (const [round, node] of nodes.entries()) {
      const { version, events } = await turn(node, data, CASES[round] ?? CASES[0]);
      if (events <= written) throw new Error(`${version}: ${events} events after ${written}`);
      console.log(`${version}: opened ${written} events, went on to ${events}, log and read models verified`);
      written = events;
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** One Node's turn. @throws Error with what the process wrote, when it did not do what it had to */
async function turn(node: string, data: string, name: string): Promise<{ version: string; events: number }> {
  const [version = ''] = await succeeds([node, '--version'], {});
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const settings = {
    HAWIYA_DATA: data,
    HAWIYA_PORT: String(port),
    HAWIYA_SANDBOX_PORT: String(sandboxPort),
    HAWIYA_SANDBOX_PEOPLE: projectFile('samples/people.json'),
    HAWIYA_LOG_FORMAT: 'json',
  };
  const service = start([node, compiled('apps/standalone/main.js')], settings);
  try {
    if ((await service.sees(/listening on /)) === undefined) throw failed(version, service);
    const cli = [node, compiled('apps/cli/main.js'), 'run', projectFile(`samples/${name}.yaml`)];
    const at = ['--url', `http://127.0.0.1:${port}`, '--issuer', `http://127.0.0.1:${sandboxPort}`];
    await succeeds([...cli, ...at], {});
  } finally {
    service.signal('SIGTERM');
    await service.ended;
  }
  if ((await service.ended).code !== 0) throw failed(version, service);
  const cli = [node, compiled('apps/cli/main.js')];
  const verified = await succeeds([...cli, 'log', 'verify', '--data', data], settings);
  await succeeds([...cli, 'projections', 'verify'], settings);
  return { version, events: Number(/^(\d+) events in /m.exec(verified.join('\n'))?.[1]) };
}

async function succeeds(
  command: readonly string[],
  settings: Record<string, string>,
): Promise<readonly string[]> {
  const launched = start(command, settings);
  if ((await launched.ended).code !== 0) throw failed(command.join(' '), launched);
  return launched.lines;
}

const start = (command: readonly string[], settings: Record<string, string>): Launched =>
  launch(command, {
    environment: { PATH: process.env['PATH'], ...settings },
    stderr: 'lines',
    longestMs: LONGEST_MS,
  });

const failed = (what: string, { lines }: Launched): Error =>
  new Error(`${what} failed:\n${lines.slice(-40).join('\n')}`);

const compiled = (script: string): string => fileURLToPath(new URL(`../../${script}`, import.meta.url));

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { startStandalone } from '#apps/standalone/start.js';
import { readPeople } from '#apps/sandbox/identity-provider/people.js';
import { readConfiguration } from '#platform/configuration/read-configuration.js';
import { ExpectedFailure } from '../failure.js';
import type { CaseFile } from '../play/case-file.js';
import { complaints, playAll, readCaseFiles } from '../play/play-all.js';
import { table } from '../play/table.js';

/** From `dist/apps/cli/commands` up to the project. */
const SAMPLES = fileURLToPath(new URL('../../../../samples/', import.meta.url));

/** `hawiya demo`: the whole service in one process on a fresh folder, and a day at the counter played through it. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('start the service on a fresh data folder, play samples/ through it, then keep serving')
    .option('--exit', 'end after the table instead of serving on')
    .action(async ({ exit = false }: { readonly exit?: boolean }) => {
      const data = await mkdtemp(join(tmpdir(), 'hawiya-demo-'));
      const names = (await readdir(SAMPLES)).filter((name) => name.endsWith('.yaml')).sort();
      const files = await readCaseFiles(names.map((name) => join(SAMPLES, name)));
      const people = await readPeople(join(SAMPLES, 'people.json'));
      const configuration = readConfiguration({
        HAWIYA_LOG_LEVEL: 'warn',
        ...(exit && { HAWIYA_PORT: '0', HAWIYA_SANDBOX_PORT: '0' }),
        ...process.env,
        HAWIYA_DATA: data,
      });
      const began = performance.now();
      const service = await startStandalone(configuration, { people });
      const { url, issuer } = service;
      if (issuer === undefined)
        throw new ExpectedFailure('the demo signs its people in at the sandbox: unset HAWIYA_ISSUER');
      console.error(
        `hawiya serves ${url} after ${Math.round(performance.now() - began)} ms, data in ${data}`,
      );

      try {
        const wrong = await playCases(files, url, issuer);
        for (const line of wrong) console.error(line);
        if (wrong.length > 0) throw new ExpectedFailure(`${wrong.length} difference(s)`, 1);
        if (exit) return;
        console.log(invitation(url, issuer));
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void service.close());
        await service.closed;
      } finally {
        await service.close();
        await rm(data, { recursive: true, force: true });
      }
    });
}

/** Prints the table; returns what was not as expected. */
async function playCases(
  files: readonly CaseFile[],
  url: string,
  issuer: string,
): Promise<readonly string[]> {
  const began = performance.now();
  const played = await playAll(files, { url, issuer, patienceMs: 20_000 }, ({ file }, done) =>
    console.error(`[${String(done).padStart(2)}/${files.length}] ${file.title}`),
  );
  console.log(`\n${table(played)}`);
  console.log(`\n${played.length} cases in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  return complaints(played);
}

function invitation(url: string, issuer: string): string {
  return `
The service keeps serving; Ctrl+C ends it.
  API          ${url}/docs
  metrics      ${url}/metrics
  sign-in      ${issuer}

Try:
  curl -s ${url}/health/ready
  curl -s ${url}/metrics | grep ^hawiya_
  curl -s ${url}/openapi.json | head -c 400`;
}

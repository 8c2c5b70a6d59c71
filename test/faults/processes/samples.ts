import { readdir } from 'node:fs/promises';
import { complaints, playAll, readCaseFiles } from '#apps/cli/play/play-all.js';
import { table } from '#apps/cli/play/table.js';
import { projectFile } from '#runtime/project-file.js';
import { startCluster } from '../../services/cluster.js';
import { launchService } from '../../support/service-process.js';
import { Address } from '../address.js';
import { type Difference, Findings } from '../checks/difference.js';
import type { Outcome } from '../outcome.js';
import { Company } from './company.js';
import { untilWell } from './well.js';

export const CASE_FILES = 'none: the case files';

/** Plays the case files of the demo through the processes, as `hawiya run samples/*.yaml` does. */
export async function playSamples(progress: (line: string) => void): Promise<Outcome> {
  const people = projectFile('samples/people.json');
  const sandbox = launchService({
    script: 'apps/sandbox/main.js',
    settings: { HAWIYA_SANDBOX_PORT: '0', HAWIYA_SANDBOX_PEOPLE: people },
  });
  const issuer = (await sandbox.listening) ?? '';
  const cluster = await startCluster({ HAWIYA_ISSUER: issuer });
  const company = new Company(cluster, new Address());
  try {
    await company.startAll();
    const unwell = await untilWell(company);
    const differences = unwell === undefined ? await play(company.urlOf('api'), issuer) : [noted(unwell)];
    progress('the case files were played');
    await company.stopAll();
    return { fault: CASE_FILES, runs: 1, acknowledged: 0, events: 0, differences };
  } finally {
    await cluster.dispose();
    sandbox.signal('SIGTERM');
    await sandbox.ended;
  }
}

async function play(url: string, issuer: string): Promise<readonly Difference[]> {
  const names = (await readdir(projectFile('samples'))).filter((name) => name.endsWith('.yaml')).sort();
  const files = await readCaseFiles(names.map((name) => projectFile(`samples/${name}`)));
  const played = await playAll(files, { url, issuer, patienceMs: 30_000 }, () => undefined);
  console.log(`\n${table(played)}\n`);
  const findings = new Findings('case files');
  for (const complaint of complaints(played)) findings.add(complaint);
  return findings.differences;
}

const noted = (text: string): Difference => ({ check: 'case files', text });

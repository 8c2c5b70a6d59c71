import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FLOODED } from '../../support/flooding.js';
import { Random } from '../../support/random.js';
import { startTokenMint } from '../../support/token-mint.js';
import { startCluster } from '../../services/cluster.js';
import { Address } from '../address.js';
import type { Run } from '../campaign.js';
import { perFault, settle } from '../kills.js';
import { Ledger } from '../ledger.js';
import { Load } from '../load.js';
import type { Outcome } from '../outcome.js';
import { report, wholeNumber } from '../report.js';
import { checkScene } from '../scene.js';
import { Company } from './company.js';
import { CASE_FILES, playSamples } from './samples.js';
import { SESSION_MS, STRIKES, type Strike } from './strikes.js';
import { untilWell } from './well.js';

const USAGE = `npm run test:processes -- [--only TEXT] [--away MS] [--seed S] [--json FILE] [--logs FOLDER]
  --only TEXT  only faults whose name has this text in it; 'case files': only the cases of the demo
  --away MS    how long a service that is away stays away (default 60000)
  --seed S     of everything that is chosen (default: of the moment; printed)
  --json FILE  writes the table as JSON too
  --logs FOLDER  keeps what each process logged (default: only if there are differences, in a folder that is printed)`;

const TRAVELLERS = 4;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    away: { type: 'string', default: '60000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'string' },
    logs: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
} else {
  const seed = wholeNumber('seed', values.seed, USAGE);
  const awayMs = wholeNumber('away', values.away, USAGE);
  const strikes = STRIKES.filter(({ fault }) => fault.includes(values.only));
  const began = performance.now();
  const progress = (line: string) =>
    console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  progress(`${strikes.length} faults, seed ${seed}`);
  const outcomes = [
    ...(CASE_FILES.includes(values.only) ? [await playSamples(progress)] : []),
    ...(strikes.length > 0
      ? await strikeAndCheck(strikes, { seed, awayMs, logs: values.logs }, progress)
      : []),
  ];
  report(outcomes);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(outcomes, null, 2)}\n`);
  process.exit(outcomes.some(({ differences }) => differences.length > 0) ? 1 : 0);
}

/** Lets everything go wrong, one thing after the other, under load; then looks whether all that was promised is so. */
async function strikeAndCheck(
  strikes: readonly Strike[],
  {
    seed,
    awayMs,
    logs,
  }: { readonly seed: number; readonly awayMs: number; readonly logs: string | undefined },
  progress: (line: string) => void,
): Promise<readonly Outcome[]> {
  const mint = await startTokenMint();
  const cluster = await startCluster({
    ...FLOODED,
    HAWIYA_ISSUER: mint.issuer,
    HAWIYA_KAFKA_SESSION_MS: String(SESSION_MS),
  });
  progress('the servers are there');
  const [address, ledger, random] = [new Address(), new Ledger(), new Random(seed)];
  const company = new Company(cluster, address);
  const load = new Load(address, ledger, mint, random);
  const runs: Run[] = [];
  try {
    await company.startAll();
    const well = async () => {
      const unwell = await untilWell(company);
      if (unwell !== undefined) ledger.complain(unwell);
    };
    await well();
    progress('the processes are there');
    const travelling = load.run(TRAVELLERS);
    for (const { fault, strike } of strikes) {
      ledger.run += 1;
      const began = new Date();
      await strike({ cluster, company, ledger, address, mint, random, awayMs });
      await well();
      runs.push({ number: ledger.run, fault, began, ended: new Date() });
      progress(`${fault}; ${ledger.answered.length} commands answered so far`);
    }
    await settle({ load, address, ledger, random }, travelling, () => company.figures());
    for (const { name, ended } of await company.stopAll())
      if (ended.code !== 0) ledger.complain(`${name}, told to end, ended with ${ended.code ?? ended.signal}`);
    progress(`checking ${ledger.answered.length} answers, ${load.told.length} applications`);
    const { created, differences } = await checkScene({ settings: cluster.settings, ledger, load });
    if (logs !== undefined || differences.length > 0) {
      const folder = logs ?? (await mkdtemp(join(tmpdir(), 'hawiya-logs-')));
      await company.keepLogs(folder);
      progress(`the processes' logs are kept: ${folder}`);
    }
    return perFault(runs, ledger, created, differences);
  } finally {
    await cluster.dispose();
    await mint.close();
  }
}

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { checkDraining } from './drain.js';
import { checkFullDisk } from './full-disk.js';
import { fuzzService } from './fuzzing.js';
import { killAndCheck } from './kills.js';
import type { Outcome } from './outcome.js';
import { report, wholeNumber } from './report.js';
import { checkRefusedStarts } from './starting.js';

const USAGE = `npm run test:faults -- [--kills N] [--fuzz N] [--seed S] [--json FILE]
  --kills N    how often the service is killed (default 10)
  --fuzz N     how many requests, right and wrong, are made of the API's document (default 2000)
  --seed S     of everything that is chosen (default: of the moment; printed)
  --json FILE  writes the table as JSON too`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    fuzz: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
} else {
  const kills = wholeNumber('kills', values.kills, USAGE);
  const requests = wholeNumber('fuzz', values.fuzz, USAGE);
  const seed = wholeNumber('seed', values.seed, USAGE);
  const began = performance.now();
  const progress = (line: string) =>
    console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  progress(`${kills} kills, seed ${seed}`);
  const outcomes = [
    ...(kills > 0 ? await killAndCheck({ kills, seed }, progress) : []),
    ...(await otherFaults(seed, progress)),
    ...(requests > 0 ? [await fuzzService({ requests, seed }, progress)] : []),
  ];
  report(outcomes);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(outcomes, null, 2)}\n`);
  process.exitCode = outcomes.some(({ differences }) => differences.length > 0) ? 1 : 0;
}

async function otherFaults(seed: number, progress: (line: string) => void): Promise<readonly Outcome[]> {
  progress('starts that are to be refused');
  const starts = await checkRefusedStarts();
  progress('SIGTERM under load');
  const drained = await checkDraining(seed);
  progress('a full disk');
  const full = await checkFullDisk(seed);
  if (full === undefined) progress('left out: the full disk, since no disk can be mounted without root');
  return [...starts, drained, ...(full === undefined ? [] : [full])];
}

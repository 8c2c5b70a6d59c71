import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fuzz } from '../fuzz/fuzz.js';
import { FLOODED } from '../support/flooding.js';
import { launchService } from '../support/service-process.js';
import { startTokenMint } from '../support/token-mint.js';
import { Findings } from './checks/difference.js';
import type { Outcome } from './outcome.js';

/** Fuzzes a service of its own; it has to be as well afterwards as before. */
export async function fuzzService(
  { requests, seed }: { readonly requests: number; readonly seed: number },
  progress: (line: string) => void,
): Promise<Outcome> {
  progress(`${requests} requests made of the API's document`);
  const findings = new Findings('fuzz');
  const data = await mkdtemp(join(tmpdir(), 'hawiya-fuzz-'));
  const mint = await startTokenMint();
  const service = launchService({
    settings: { ...FLOODED, HAWIYA_DATA: data, HAWIYA_PORT: '0', HAWIYA_ISSUER: mint.issuer },
  });
  const url = await service.listening;
  if (url === undefined) throw new Error(`did not start: ${service.lines.slice(-5).join('\n')}`);
  const report = await fuzz({ url, mint, requests, seed });
  for (const finding of report.findings) findings.add(finding);
  service.signal('SIGTERM');
  const { code } = await service.ended;
  findings.same('exit code', code ?? undefined, 0);
  await mint.close();
  await rm(data, { recursive: true });
  progress(`answers by status: ${JSON.stringify(report.statuses)}`);
  return {
    fault: 'requests of every kind',
    runs: 1,
    acknowledged: Object.entries(report.statuses).reduce(
      (sum, [status, n]) => (status < '3' ? sum + n : sum),
      0,
    ),
    events: 0,
    differences: findings.differences,
  };
}

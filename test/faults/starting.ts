import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launchService } from '../support/service-process.js';
import { Findings } from './checks/difference.js';
import { onDisk } from './disk.js';
import type { Outcome } from './outcome.js';

/** Far longer than a start takes. */
const ENDS_WITHIN_MS = 30_000;

type Settings = Readonly<Record<string, string>>;

/** What must not start, and says why in one line before it ends with exit code 2. */
export async function checkRefusedStarts(): Promise<readonly Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-starting-'));
  try {
    const readOnly = await onDisk('size=1m,ro', (disk) =>
      refused('read-only folder', { HAWIYA_DATA: join(disk, 'data') }, /hawiya: .*EROFS/),
    );
    return [
      ...(readOnly === undefined ? [] : [readOnly]),
      await refused('malformed configuration', MALFORMED, /HAWIYA_PORT is "http".*HAWIYA_PROT is set/),
      await refused('unusable folder', await unusable(folder), /hawiya: .*(ENOTDIR|EEXIST|not a directory)/),
      await secondProcess(join(folder, 'shared')),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

const MALFORMED: Settings = { HAWIYA_PORT: 'http', HAWIYA_PROT: '1', HAWIYA_LOG_LEVEL: 'loud' };

async function unusable(folder: string): Promise<Settings> {
  const file = join(folder, 'file');
  await writeFile(file, '');
  return { HAWIYA_DATA: join(file, 'data') };
}

async function secondProcess(data: string): Promise<Outcome> {
  await mkdir(data);
  const settings = { HAWIYA_DATA: data, HAWIYA_PORT: '0', HAWIYA_SANDBOX_PORT: '0' };
  const first = launchService({ settings });
  await first.listening;
  const outcome = await refused('second process on the folder', settings, /is in use by process \d+/);
  first.signal('SIGTERM');
  const { code } = await first.ended;
  const findings = new Findings('starting');
  findings.same('exit code of the first process', code ?? undefined, 0);
  return { ...outcome, differences: [...outcome.differences, ...findings.differences] };
}

async function refused(fault: string, settings: Settings, says: RegExp): Promise<Outcome> {
  const findings = new Findings('starting');
  const service = launchService({ settings: { HAWIYA_PORT: '0', HAWIYA_SANDBOX_PORT: '0', ...settings } });
  const late = pause(ENDS_WITHIN_MS, 'late', { ref: false });
  const url = await Promise.race([service.listening, late]);
  if (url !== undefined) {
    findings.add(`${fault}: ${url === 'late' ? 'it neither started nor ended' : 'it started'}`);
    service.signal('SIGKILL');
  }
  const { code } = await service.ended;
  findings.same(`${fault}: exit code`, code ?? undefined, 2);
  const said = service.lines.filter((line) => line.startsWith('hawiya: '));
  if (said.length !== 1 || !says.test(said[0] ?? '') || service.lines.length !== 1) {
    findings.add(`${fault}: it said ${JSON.stringify(service.lines.slice(0, 5))}`);
  }
  return { fault, runs: 1, acknowledged: 0, events: 0, differences: findings.differences };
}

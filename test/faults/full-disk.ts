import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launchService } from '../support/service-process.js';
import { Findings } from './checks/difference.js';
import { onDisk } from './disk.js';
import { settle } from './kills.js';
import type { Outcome } from './outcome.js';
import { checkScene, type Scene, withScene } from './scene.js';

const DISK_MIB = 256;
const TRAVELLERS = 6;
const LOAD_MS = 1_500;
const FULL_MS = 2_500;
/** Commands go through again so long after there is space, at the latest. */
const RECOVERY_MS = 20_000;

/**
 * A disk that fills up under load and has space again later: meanwhile commands are refused with 503 or the service
 * ends with an error; afterwards it works, in the same process or the next, and nothing it promised is lost.
 * Undefined where no disk of our own can be mounted.
 */
export function checkFullDisk(seed: number): Promise<Outcome | undefined> {
  return onDisk(`size=${DISK_MIB}m`, (disk) => withScene(seed, (scene) => fillAndFree(scene, disk), disk));
}

async function fillAndFree(scene: Scene, disk: string): Promise<Outcome> {
  const { settings, address, ledger, load } = scene;
  const findings = new Findings('full disk');
  ledger.run = 1;
  let service = launchService({ settings });
  address.opened((await service.listening) ?? '');
  const travelling = load.run(TRAVELLERS);
  await pause(LOAD_MS);

  const filler = join(disk, 'filler');
  await fill(disk, filler);
  const before = ledger.answered.length;
  await pause(FULL_MS);
  const whileFull = ledger.answered.length - before;
  await rm(filler);
  const ended = await Promise.race([service.ended, pause(100)]);
  if (ended !== undefined) {
    // It gave up, which it may, if it says why.
    address.closed();
    if (ended.code === 0 || ended.signal !== null) findings.add(`it ended with ${JSON.stringify(ended)}`);
    if (!service.lines.some((line) => /ENOSPC|space/i.test(line)))
      findings.add('it ended without saying why');
    service = launchService({ settings });
    address.opened((await service.listening) ?? '');
  }
  const after = ledger.answered.length;
  const deadline = Date.now() + RECOVERY_MS;
  while (ledger.answered.length < after + TRAVELLERS && Date.now() < deadline) await pause(20);
  if (ledger.answered.length < after + TRAVELLERS) {
    findings.add(`${ledger.answered.length - after} commands in ${RECOVERY_MS} ms of space again`);
  }
  await settle(scene, travelling);
  service.signal('SIGTERM');
  const { code } = await service.ended;
  findings.same('exit code', code ?? undefined, 0);
  address.closed();
  const { created, differences } = await checkScene(scene);
  return {
    fault: `full disk (${whileFull} commands meanwhile)`,
    runs: 1,
    acknowledged: ledger.acknowledged().length,
    events: created.length,
    differences: [...findings.differences, ...differences],
  };
}

/** Takes all the space there is. */
async function fill(disk: string, filler: string): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(filler, Buffer.alloc(bavail * bsize)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC') throw error;
  });
}

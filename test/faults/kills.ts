import type { Random } from '../support/random.js';
import type { Address } from './address.js';
import { Campaign, type Run } from './campaign.js';
import type { Difference } from './checks/difference.js';
import { Insistent } from './insistent.js';
import type { Ledger } from './ledger.js';
import type { Outcome } from './outcome.js';
import { planFaults } from './plan.js';
import { untilQuiet } from './quiet.js';
import { checkScene, type Scene, withScene } from './scene.js';

const TRAVELLERS = 12;
const QUIET_WITHIN_MS = 60_000;
/** How many acknowledged commands are sent once more at the end, whenever they were first. */
const SENT_AGAIN_AT_THE_END = 200;

/** Kills the service again and again under load, then looks whether everything it promised is so. */
export async function killAndCheck(
  { kills, seed }: { readonly kills: number; readonly seed: number },
  progress: (line: string) => void,
): Promise<readonly Outcome[]> {
  const { outcomes } = await withScene(seed, async (scene) => {
    const campaign = new Campaign(scene.settings, scene.address, scene.ledger, progress);
    const travelling = scene.load.run(TRAVELLERS);
    for (const fault of planFaults(kills, scene.random)) await campaign.suffer(fault);
    await campaign.conclude(() => settle(scene, travelling));
    progress(`checking ${scene.ledger.answered.length} answers, ${scene.load.told.length} applications`);
    const { created, differences } = await checkScene(scene);
    return { differences, outcomes: perFault(campaign.runs, scene.ledger, created, differences) };
  });
  return outcomes;
}

/** Lets everybody finish, asks again for what was promised earlier, and waits until nothing is left to do. */
export async function settle(
  { load, address, ledger, random }: Omit<Scene, 'data' | 'settings' | 'mint'>,
  travelling: Promise<void>,
  figures = async () => String((await (await address.client()).ask('GET', '/metrics')).body),
): Promise<void> {
  load.stop();
  await travelling;
  await sendAgain(address, ledger, random);
  const left = await untilQuiet(figures, QUIET_WITHIN_MS);
  if (left !== undefined) ledger.complain(`not quiet within ${QUIET_WITHIN_MS} ms: ${left}`);
}

async function sendAgain(address: Address, ledger: Ledger, random: Random): Promise<void> {
  const insistent = new Insistent(address, ledger, random);
  const some = random.shuffled(ledger.acknowledged()).slice(0, SENT_AGAIN_AT_THE_END);
  for (const { command, answer } of some) await insistent.again(command, answer);
}

/** One row for each fault, and a last one for what belongs to none. */
export function perFault(
  runs: readonly Run[],
  ledger: Ledger,
  created: readonly Date[],
  differences: readonly Difference[],
): readonly Outcome[] {
  const faults = [...new Set(runs.map(({ fault }) => fault))];
  const known = new Set(runs.map(({ number }) => number));
  const outcomes = faults.map((fault) => {
    const of = runs.filter((run) => run.fault === fault);
    const numbers = new Set(of.map(({ number }) => number));
    return {
      fault,
      runs: of.length,
      acknowledged: ledger.acknowledged().filter(({ run }) => numbers.has(run)).length,
      events: created.filter((at) => of.some(({ began, ended }) => began <= at && at < ended)).length,
      differences: differences.filter(({ run }) => run !== undefined && numbers.has(run)),
    };
  });
  const rest = differences.filter(({ run }) => run === undefined || !known.has(run));
  return rest.length === 0
    ? outcomes
    : [
        ...outcomes,
        { fault: 'the house as a whole', runs: 0, acknowledged: 0, events: 0, differences: rest },
      ];
}

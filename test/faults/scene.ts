import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLOODED } from '../support/flooding.js';
import { erasuresFile } from '#apps/composition/erasing.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { Random } from '../support/random.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';
import { Address } from './address.js';
import { checkCases } from './checks/cases.js';
import { checkCommands } from './checks/commands.js';
import { type Difference, Findings } from './checks/difference.js';
import { checkErasures } from './checks/erasures.js';
import { checkLog } from './checks/log.js';
import { checkModels } from './checks/models.js';
import { checkTopic } from './checks/topic.js';
import { History } from './history.js';
import { inside } from './house.js';
import { Ledger } from './ledger.js';
import { Load } from './load.js';

/** One data folder, the people around it, and what they were told. */
export interface Scene {
  readonly data: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly mint: TokenMint;
  readonly address: Address;
  readonly ledger: Ledger;
  readonly load: Load;
  readonly random: Random;
}

/** Sets the scene on a fresh folder (below `parent`), and takes it down again unless something is wrong. */
export async function withScene<T extends { readonly differences: readonly Difference[] }>(
  seed: number,
  play: (scene: Scene) => Promise<T>,
  parent = tmpdir(),
): Promise<T> {
  const random = new Random(seed);
  const data = await mkdtemp(join(parent, 'hawiya-faults-'));
  const mint = await startTokenMint();
  const [address, ledger] = [new Address(), new Ledger()];
  const settings = { ...FLOODED, HAWIYA_DATA: data, HAWIYA_PORT: '0', HAWIYA_ISSUER: mint.issuer };
  const load = new Load(address, ledger, mint, random);
  try {
    const result = await play({ data, settings, mint, address, ledger, load, random });
    if (result.differences.length === 0) await rm(data, { recursive: true });
    else console.log(`the data folder is kept: ${data}`);
    return result;
  } finally {
    address.closed();
    await mint.close();
  }
}

/** Opens what the stopped service worked on and holds what is in it against what the people were told. */
export async function checkScene({ settings, ledger, load }: Pick<Scene, 'settings' | 'ledger' | 'load'>) {
  const list = erasuresFile(readConfiguration(settings));
  return inside(settings, async ({ parts, models }) => {
    const { store, codec, distribution } = parts;
    const history = await History.read(store, codec);
    const driven = new Findings('driving');
    for (const { text, run } of ledger.complaints) driven.add(text, run);
    const differences: readonly Difference[] = [
      ...driven.differences,
      ...(await checkLog(store, history)),
      ...checkCommands(ledger, history),
      ...checkCases(load.told, history),
      ...(await checkModels(models)),
      ...(await checkErasures(ledger, history, parts, list)),
      ...(await checkTopic(distribution, history)),
    ];
    return { created: history.events.map((event) => event.created), differences };
  });
}

import { startCluster } from '../services/cluster.js';
import { FLOODED } from '../support/flooding.js';
import { startTokenMint } from '../support/token-mint.js';
import { Address } from '../faults/address.js';
import { inside } from '../faults/house.js';
import { Company } from '../faults/processes/company.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { writeCases } from './case-log.js';
import { lagOf, within } from './behind.js';
import { measureLag } from './lag.js';
import type { Result } from './result.js';

const RATES = [100, 300];
/** Ten minutes at 100 events a second. */
const BACKLOG_EVENTS = 60_000;
/** Of each case that `writeCases` writes. */
const EVENTS_PER_CASE = 24;
const WITHIN_MS = 300_000;
/** Asking costs the processes something: the distributor counts what it is behind by reading it. */
const ASK_EVERY_MS = 500;

/**
 * The service as processes (API, distributor, projector, process manager) on a real Kafka, the double of EventStoreDB
 * and the embedded MongoDB server in a process of its own: how late a reader sees what was answered, and how long it
 * takes to catch up with what happened while the distributor was away.
 */
export async function benchProcesses({ quick = false }: { readonly quick?: boolean } = {}): Promise<
  readonly Result[]
> {
  const mint = await startTokenMint();
  const cluster = await startCluster({ ...FLOODED, HAWIYA_ISSUER: mint.issuer });
  const address = new Address();
  const company = new Company(cluster, address);
  try {
    await company.startAll();
    await until(async () => (await company.notReady()).length === 0);
    const http = await address.client();
    const lag = await measureLag(http, mint, { name: 'processes.lag', rates: RATES, target: 250, quick });
    await company.stop('distributor');
    const cases = Math.ceil((quick ? 600 : BACKLOG_EVENTS) / EVENTS_PER_CASE);
    await inside(cluster.settings, async ({ parts: { store, codec } }) =>
      writeCases(new EventLog(store, codec), cases),
    );
    const began = performance.now();
    await company.start('distributor', 'distributor');
    const since = () => (performance.now() - began) / 1_000;
    await until(async () => (await behind(company, READERS)) === 0);
    const caughtUp = since();
    await until(async () => (await behind(company, EVERYBODY)) === 0);
    const reacted = since();
    await company.stopAll();
    return [
      ...lag,
      { name: 'processes.backlog.events', value: cases * EVENTS_PER_CASE, unit: 'events' },
      { name: 'processes.backlog.caught-up', value: caughtUp, unit: 's' },
      { name: 'processes.backlog.rate', value: (cases * EVENTS_PER_CASE) / caughtUp, unit: 'events/s' },
      { name: 'processes.backlog.reacted', value: reacted, unit: 's' },
    ];
  } finally {
    await cluster.dispose();
    await mint.close();
  }
}

/** Whose lag keeps readers from seeing the newest. */
const READERS = ['distributor', 'projector'];
const EVERYBODY = [...READERS, 'process_manager'];

/** Events not published yet, or not handled by every one of them; infinite while one does not tell. */
async function behind(company: Company, whom: readonly string[]): Promise<number> {
  return lagOf(await company.figures(), whom);
}

function until(done: () => Promise<boolean>): Promise<void> {
  return within(WITHIN_MS, ASK_EVERY_MS, done);
}

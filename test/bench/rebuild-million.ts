import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { startChildServer } from '../services/child-server.js';
import type { MeasuredRebuild } from '../support/children/measured-rebuild.js';
import { launch } from '../support/launch.js';
import { writeCases } from './case-log.js';
import type { Result } from './result.js';

/** Of each case that `writeCases` writes; every tenth has one more. */
const EVENTS_PER_CASE = 24.1;
const MIB = 1_048_576;
const SCRIPT = new URL('../support/children/measured-rebuild.js', import.meta.url);

/**
 * A rebuild of the largest read model from a log of a million events: its rate with one worker and with two, and whether
 * memory stays flat, which is: its peak is less than 10 % above that of the first quarter.
 *
 * Each rebuild runs in a process that does nothing else, into a database of its own, so that neither the writing of the
 * log nor the other rebuild is in its figures; the embedded MongoDB server runs in one too, as a real one would. One
 * worker is the thread that reads the log; beside two, reading is a third thread, and the server a fourth: on a machine
 * with two processors the scaling is that of all of them sharing two. Memory is that of the rebuild with two workers, and
 * the process's own: mapped file pages, which the system may take back at any time, are not counted.
 */
export async function benchRebuildMillion({ quick }: { readonly quick: boolean }): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-bench-million-'));
  try {
    const total = quick ? 20_000 : 1_000_000;
    await writeLog(folder, Math.ceil(total / EVENTS_PER_CASE));
    const server = await startChildServer('embedded-mongodb.js');
    try {
      const rebuild = (workers: number) =>
        rebuildApart([folder, server.url, `by-${workers}`, workers, total]);
      return results(await rebuild(1), await rebuild(2), quick);
    } finally {
      await server.dispose();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeLog(folder: string, cases: number): Promise<void> {
  const store = await openEmbeddedEventStore({ path: join(folder, 'event-store') });
  const keys = await openEmbeddedKeyStore({ path: join(folder, 'keys') });
  try {
    await writeCases(new EventLog(store, new Codec(keys, EVENT_TYPES)), cases);
  } finally {
    await Promise.all([store.close(), keys.close()]);
  }
}

/** @throws Error with what it printed, when it fails */
async function rebuildApart(args: readonly (string | number)[]): Promise<MeasuredRebuild> {
  const command = [process.execPath, '--enable-source-maps', fileURLToPath(SCRIPT), ...args.map(String)];
  const { sees, ended, lines } = launch(command, { environment: process.env, stderr: 'lines' });
  const [line] = (await sees(/^\{.*\}$/)) ?? [];
  await ended;
  if (line === undefined) throw new Error(`the rebuild failed: ${lines.join('\n')}`);
  return JSON.parse(line) as MeasuredRebuild; // as measured-rebuild.ts writes it
}

function results(one: MeasuredRebuild, two: MeasuredRebuild, quick: boolean): Result[] {
  const { early, peak } = two;
  const name = 'rebuild.million.one-worker';
  return [
    { name: 'rebuild.million.events', value: two.events, unit: 'events' },
    { name, value: one.eventsPerSecond, unit: 'events/s' },
    { name: 'rebuild.million.two-workers', value: two.eventsPerSecond, unit: 'events/s' },
    {
      name: 'rebuild.million.scaling',
      value: two.eventsPerSecond / one.eventsPerSecond,
      unit: 'x',
      ratioTo: name,
    },
    { name: 'rebuild.million.rss-after-a-quarter', value: early / MIB, unit: 'MiB' },
    { name: 'rebuild.million.rss-peak', value: peak / MIB, unit: 'MiB' },
    {
      name: 'rebuild.million.growth',
      value: (peak / early - 1) * 100,
      unit: '%',
      ...(quick ? {} : { target: 10 }),
    },
  ];
}

import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { onWorkers } from '#apps/cli/projections/on-workers.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { openMongo } from '#runtime/mongodb/connection.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { UNOBSERVED } from '#projections/observer.js';
import { privateBytes } from '#test/bench/process.js';

/** How fast a rebuild was, and the memory its process held, bytes. */
export interface MeasuredRebuild {
  readonly events: number;
  readonly eventsPerSecond: number;
  /** The most while the first quarter of the events was folded. */
  readonly early: number;
  readonly peak: number;
}

/*
 * Rebuilds application-status, measures that, and says how it went as a line of JSON: FOLDER URL DATABASE WORKERS EVENTS.
 * The folder has the event store and the keys; the log has so many events.
 */
const [folder = '', url = '', name = '', workers, total] = process.argv.slice(2);
const database = { url, database: name };
const store = await openEmbeddedEventStore({ path: join(folder, 'event-store') });
const keys = await openEmbeddedKeyStore({ path: join(folder, 'keys') });
const { connection, ready, close } = openMongo({ ...database, appName: 'hawiya-bench' });
await ready;
const parts = {
  connection,
  store,
  codec: new Codec(keys, EVENT_TYPES),
  keys,
  visibility: { written: () => undefined },
};
const model = readModelRuntimes(parts, () => UNOBSERVED).find((each) => each.name === 'application-status');
if (model === undefined) throw new Error('there is no application-status');

let [early, peak] = [0, 0];
const sample = async (events: number): Promise<void> => {
  peak = Math.max(peak, await privateBytes(process.pid));
  if (events <= Number(total) / 4) early = peak;
};
const { events, seconds, parked } = await model.rebuild({
  ...onWorkers(Number(workers), { database }),
  advanced: (advance) => void sample(advance.events),
});
await sample(events);
if (parked.length > 0) throw new Error(`parked: ${parked.join(', ')}`);
const measured: MeasuredRebuild = { events, eventsPerSecond: events / seconds, early, peak };
writeSync(1, `${JSON.stringify(measured)}\n`);
await close();
await Promise.all([store.close(), keys.close()]);

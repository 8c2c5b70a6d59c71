import { join } from 'node:path';
import { Distributor } from '#apps/distributor/distributor.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { checkpointsIn } from '#test/support/checkpoints.js';

/* Distributes a data folder's events until it is killed; `HAWIYA_CRASH_AT` says where. */
const [data = ''] = process.argv.slice(2);
const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
const distribution = await openEmbeddedDistribution({ path: join(data, 'topics') });
const checkpoints = await checkpointsIn(data);
const distributor = new Distributor(
  { store, distribution, checkpoints, logger: silentLogger() },
  { partitions: 2, maxBatch: 4 },
);
await distributor.run(new AbortController().signal);

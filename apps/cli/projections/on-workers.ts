import type { Parts } from '#apps/composition/parts.js';
import type { BuildOptions } from '#projections/rebuild/open-build.js';
import { buildOnThreads } from '#projections/rebuild/threads/threaded-build.js';
import { startRebuildThread } from '#read-models/start-rebuild-thread.js';

/** One worker is this thread itself. */
export function onWorkers(count: number, { database }: Pick<Parts, 'database'>): BuildOptions {
  return count === 1
    ? {}
    : { threads: (site) => buildOnThreads(site, { count, database, start: startRebuildThread }) };
}

import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { RecordedEvent } from '#event-store/port.js';
import type { Projection } from '../../projection.js';
import { groupsOf } from '../../recorded.js';
import type { Aside, Build } from '../build.js';
import type { BuildDependencies } from '../open-build.js';
import type { DatabaseAddress, ThreadData } from './messages.js';
import { Thread } from './thread.js';

export interface ThreadsOptions {
  /** Of threads that fold; this one reads the log for all of them. */
  readonly count: number;
  /** Each thread has a connection of its own. */
  readonly database: DatabaseAddress;
  /** How a thread is started: its main module calls `foldInThread` with the service's models. */
  readonly start: (data: ThreadData) => Worker;
}

/**
 * Many times what a thread was seen to hold (20 MiB). Left to itself V8 allows for gigabytes, and lets garbage grow to
 * match.
 */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 256 };

/** A thread of a rebuild that starts with this module. */
export const startThread =
  (main: URL, options: WorkerOptions = {}) =>
  (workerData: ThreadData): Worker =>
    new Worker(main, { workerData, resourceLimits: RESOURCE_LIMITS, ...options });

/**
 * Folds on several threads: this one reads the log and deals the events out, undecoded, by their key, so that all of a
 * document's events are folded by one thread, in order. Reading costs a fraction of decoding and folding; if every
 * thread read the whole log and skipped the others' keys, each would pay for it.
 */
export function buildOnThreads(site: BuildDependencies, { count, database, start }: ThreadsOptions): Build {
  const { projection, parts, collection, discards, resumed } = site;
  const threads = Array.from({ length: count }, (_, place) => {
    const data = {
      model: projection.name,
      version: projection.version,
      database,
      collection: collection.collectionName,
      discarded: discards.names,
      resumed: resumed && new Map([...resumed].filter(([key]) => placeOf(key, count) === place)),
    };
    return new Thread(start(data), parts);
  });
  return new ThreadedBuild(threads, projection);
}

class ThreadedBuild implements Build {
  constructor(
    private readonly threads: readonly Thread[],
    private readonly projection: Pick<Projection<object>, 'key'>,
  ) {}

  async add(page: readonly RecordedEvent[]): Promise<void> {
    const shares = this.threads.map(() => new Map<string, readonly RecordedEvent[]>());
    for (const [key, events] of groupsOf(page, this.projection)) {
      shares[placeOf(key, shares.length)]?.set(key, events);
    }
    await Promise.all(this.threads.map((thread, place) => thread.fold(shares[place] ?? new Map())));
  }

  async flush(): Promise<Aside> {
    const asides = await Promise.all(this.threads.map((thread) => thread.flush()));
    return {
      poisoned: new Map(asides.flatMap(({ poisoned }) => [...poisoned])),
      unknown: asides.reduce((sum, { unknown }) => sum + unknown, 0),
      discarded: asides.reduce((sum, { discarded }) => sum + discarded, 0),
    };
  }

  forgetKeys(): void {
    for (const thread of this.threads) thread.forgetKeys();
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.end()));
  }
}

/** FNV-1a: keys are spread evenly, the same one always to the same place. */
function placeOf(key: string, places: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % places;
}

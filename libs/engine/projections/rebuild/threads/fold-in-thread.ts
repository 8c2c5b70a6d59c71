import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { unreachable } from '#decider/decider.js';
import type { EventSchema } from '#event-sourcing/format/event-schema.js';
import { Codec } from '#event-sourcing/codec.js';
import { CachedKeyStore } from '#event-sourcing/keys/cached-key-store.js';
import { openMongo } from '#runtime/mongodb/connection.js';
import { Discards } from '../../discards.js';
import { Documents } from '../../documents.js';
import { Folder } from '../../folder.js';
import type { Projected } from '../../projected.js';
import type { Guarded } from '../../stored.js';
import { BulkBuild } from '../bulk-build.js';
import { MainThread } from './main-thread.js';
import type { Order, ThreadReport, ThreadData } from './messages.js';
import { unpackEvents } from './packed-events.js';

/** Whatever its documents are. */
type Folding = Pick<BulkBuild<object>, 'add' | 'flush'>;

/** What a thread has to be given of the service. */
export interface Catalogue {
  readonly schemas: Readonly<Record<string, EventSchema>>;
  /** Visits each read model with its own type of document. */
  readonly everyModel: <T>(visit: <Doc extends object>(projected: Projected<Doc>) => T) => readonly T[];
}

/**
 * All that the main module of a rebuild's thread does: it folds the keys it is given into the collection under
 * construction. @throws Error on any thread that no rebuild started
 */
export async function foldInThread(catalogue: Catalogue): Promise<void> {
  if (parentPort === null) throw new Error('this is the main module of a thread');
  await fold(parentPort, workerData as ThreadData, catalogue); // as threaded-build.ts passes it
}

async function fold(port: MessagePort, data: ThreadData, catalogue: Catalogue): Promise<void> {
  const report = (what: ThreadReport) => port.postMessage(what);
  const main = new MainThread((number, question) => report({ kind: 'question', number, question }));
  const keys = new CachedKeyStore(main.keys);
  const build = await openBuild(data, main, keys, catalogue);
  const obey = async (order: Exclude<Order, { kind: 'answer' }>): Promise<void> => {
    switch (order.kind) {
      case 'fold':
        await build.add(unpackEvents(order.events));
        return report({ kind: 'folded' });
      case 'flush':
        return report({ kind: 'flushed', aside: await build.flush() });
      case 'forget-keys':
        return keys.forget();
      default:
        return unreachable(order);
    }
  };
  let last = Promise.resolve();
  port.on('message', (order: Order) => {
    // What is folded waits for answers: they cannot wait in line behind it.
    if (order.kind === 'answer') return main.answered(order.question, order.answer);
    last = last.then(() => obey(order));
    last.catch((error: unknown) => report({ kind: 'failed', error }));
  });
}

async function openBuild(
  { model, version, database, collection: name, discarded, resumed }: ThreadData,
  main: MainThread,
  keys: CachedKeyStore,
  { schemas, everyModel }: Catalogue,
): Promise<Folding> {
  const { connection, ready } = openMongo({ ...database, appName: 'hawiya-rebuild' });
  await ready;
  const collection = connection.collection<Guarded>(name);
  const discards = new Discards(version, discarded);
  const builds = everyModel(({ projection }): readonly Folding[] => {
    if (projection.name !== model || projection.version !== version) return [];
    const folder = new Folder(projection, main.store, new Codec(keys, schemas), discards);
    return [new BulkBuild(folder, new Documents(collection, version), { resumed })];
  });
  const [build] = builds.flat();
  if (build === undefined) throw new Error(`there is no ${model} of version ${version}`);
  return build;
}

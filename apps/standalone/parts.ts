import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import type { CheckpointStore } from '#apps/distributor/checkpoint-store.js';
import { openEmbeddedCheckpoints } from '#apps/distributor/embedded-checkpoint-store.js';
import { openEmbeddedDistribution } from '#distribution/embedded/embedded-distribution.js';
import type { Distribution } from '#distribution/port.js';
import { startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { Codec } from '#event-log/codec.js';
import { openEmbeddedKeyStore } from '#event-log/keys/embedded/embedded-key-store.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import type { EventStore } from '#event-store/port.js';
import type { Logger } from '#platform/logging/logger.js';
import { lockFolder } from './folder-lock.js';

/** The drivers of the embedded service, all on one data folder. */
export interface Parts {
  readonly store: EventStore;
  readonly distribution: Distribution;
  readonly checkpoints: CheckpointStore;
  readonly codec: Codec;
  readonly connection: Connection;
  /** Closes what was opened, last first, and gives the folder back. */
  close(): Promise<void>;
}

/**
 * Locks the folder and opens everything in it; if a part cannot be opened, those before it are closed again.
 * @throws FolderInUseError, and what each driver says when its folder cannot be used
 */
export async function openParts(data: string, minFreeBytes: number, logger: Logger): Promise<Parts> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closePart of opened.splice(0).reverse()) await closePart();
  };
  const keep = <T>(part: T, closePart: (part: T) => Promise<unknown>): T => {
    opened.push(async () => void (await closePart(part)));
    return part;
  };
  const folder = (name: string) => ({ path: join(data, name), minFreeBytes });
  try {
    keep(await lockFolder(data), (lock) => lock.release());
    const keys = keep(await openEmbeddedKeyStore(folder('keys')), (part) => part.close());
    const store = keep(await openEmbeddedEventStore(folder('event-store')), (part) => part.close());
    const distribution = keep(await openEmbeddedDistribution(folder('topics')), (part) => part.close());
    const checkpoints = keep(openEmbeddedCheckpoints(folder('checkpoints')), (part) => part.close());
    const mongo = keep(
      await startEmbeddedMongo({
        ...folder('mongo'),
        listen: { socket: join(data, 'mongo.sock') },
        log: (line) => logger.error({ part: 'embedded-mongodb' }, line),
      }),
      (part) => part.close(),
    );
    const connection = keep(
      await mongoose
        .createConnection(mongo.uri, { dbName: 'hawiya', autoIndex: false, autoCreate: false })
        .asPromise(),
      (part) => part.close(),
    );
    return { store, distribution, checkpoints, codec: new Codec(keys), connection, close };
  } catch (error) {
    await close();
    throw error;
  }
}

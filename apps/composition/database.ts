import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import type { CheckpointStore } from '#apps/distributor/checkpoint-store.js';
import { openEmbeddedCheckpoints } from '#apps/distributor/embedded-checkpoint-store.js';
import { startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { openEmbeddedKeyStore } from '#event-log/keys/embedded/embedded-key-store.js';
import type { CachedKeyStore } from '#event-log/keys/cached-key-store.js';
import type { DatabaseAddress } from '#read-models/rebuild/threads/messages.js';
import { folder, type Ground } from './ground.js';

const DATABASE = 'hawiya';

/** What is kept in MongoDB, or by the embedded drivers that take its place. */
export interface Database {
  readonly keys: CachedKeyStore;
  readonly connection: Connection;
  /** Where that leads, for threads that need one of their own. */
  readonly database: DatabaseAddress;
  readonly checkpoints: CheckpointStore;
}

/** The read models, the persons' keys and the distributor's checkpoint. */
export async function openDatabase({ configuration, logger, opened }: Ground): Promise<Database> {
  const keys = opened.keep(await openEmbeddedKeyStore(folder(configuration, 'keys')), (part) => part.close());
  const checkpoints = opened.keep(openEmbeddedCheckpoints(folder(configuration, 'checkpoints')), (part) =>
    part.close(),
  );
  const mongo = await startEmbeddedMongo({
    ...folder(configuration, 'mongo'),
    listen: { socket: join(configuration.data, 'mongo.sock') },
    log: (line) => logger.error({ part: 'embedded-mongodb' }, line),
  });
  opened.keep(mongo, (part) => part.close());
  const connection = await mongoose
    .createConnection(mongo.uri, { dbName: DATABASE, autoIndex: false, autoCreate: false })
    .asPromise();
  opened.keep(connection, (part) => part.close());
  // The folder is ours alone: whoever still has a lease there is dead.
  await connection.collection('leases').deleteMany({});
  return { keys, connection, database: { url: mongo.uri, database: DATABASE }, checkpoints };
}

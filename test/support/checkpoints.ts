import { join } from 'node:path';
import { type CheckpointStore, openCheckpoints } from '#apps/distributor/checkpoint-store.js';
import { startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { openMongo } from '#runtime/mongodb/connection.js';

export interface OpenedCheckpoints extends CheckpointStore {
  close(): Promise<void>;
}

/** The checkpoints of a data folder, where the standalone service keeps them. */
export async function checkpointsIn(data: string): Promise<OpenedCheckpoints> {
  const listen = { socket: join(data, 'mongo.sock') };
  const server = await startEmbeddedMongo({ path: join(data, 'mongo'), listen });
  const { connection, ready, close } = openMongo({
    url: server.uri,
    database: 'hawiya',
    appName: 'hawiya-test',
  });
  await ready;
  return {
    ...openCheckpoints(connection),
    close: async () => {
      await close();
      await server.close();
    },
  };
}

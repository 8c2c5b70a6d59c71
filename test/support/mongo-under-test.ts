import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection, mongo } from 'mongoose';
import { startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { openMongo, type OpenedMongo } from '#runtime/mongodb/connection.js';

const URL = process.env['MONGO_URL'];

/** A suite runs against the server at MONGO_URL, else against an embedded one on a fresh folder. */
export const isEmbedded = URL === undefined;

/** Who answers at MONGO_URL. */
export const serverUnderTest = URL === undefined ? 'embedded' : await nameOf(URL);

/** A database nobody else uses, on that server. */
export interface MongoUnderTest {
  readonly uri: string;
  /** Its name. */
  readonly database: string;
  /** Each call opens another connection, with the service's own options; `stop` closes them. */
  connect(database?: string): Promise<Connection>;
  /** Drops the databases that were connected to. */
  stop(): Promise<void>;
}

/** The driver's own open document type, with the usual kinds of _id. */
export type Loose = mongo.BSON.Document & { _id: mongo.ObjectId | string | number };

export async function mongoUnderTest(): Promise<MongoUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-mongo-'));
  const listen = { socket: join(folder, 'mongo.sock') };
  const server = isEmbedded
    ? await startEmbeddedMongo({ path: join(folder, 'data'), listen, testCommands: true })
    : undefined;
  const uri = URL ?? server?.uri ?? '';
  const own = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const opened: OpenedMongo[] = [];
  return {
    uri,
    database: own,
    connect: async (database = own) => {
      const mongo = openMongo({ url: uri, database, appName: 'hawiya-test' });
      opened.push(mongo);
      await mongo.ready;
      return mongo.connection;
    },
    stop: async () => {
      const databases = new Map(opened.toReversed().map(({ connection }) => [connection.name, connection]));
      for (const connection of databases.values()) await connection.dropDatabase();
      for (const mongo of opened) await mongo.close();
      await server?.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** MongoDB says which sources it was built from, and mongo-java-server does not. */
async function nameOf(url: string): Promise<'MongoDB' | 'mongo-java-server'> {
  const mongo = openMongo({ url, database: 'admin', appName: 'hawiya-test' });
  await mongo.ready;
  const about = await mongo.connection.db?.command({ buildInfo: 1 });
  await mongo.close();
  return about?.['gitVersion'] === undefined ? 'mongo-java-server' : 'MongoDB';
}

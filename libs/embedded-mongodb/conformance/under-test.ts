import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import mongoose, { type Connection, type mongo } from 'mongoose';

import { type EmbeddedMongo, startEmbeddedMongo } from '../server.js';

const REAL = process.env['MONGO_URL'];

/** The server the suite runs against: a real one when MONGO_URL is set, else an embedded one on a fresh folder. */
export interface UnderTest {
  readonly uri: string;
  readonly connect: () => Promise<Connection>;
  readonly stop: () => Promise<void>;
}

/** The driver's own open document type, with the usual kinds of _id. */
export type Loose = mongo.BSON.Document & { _id: mongo.ObjectId | string | number };

export const isEmbedded = REAL === undefined;

export async function startUnderTest(): Promise<UnderTest> {
  process.stderr.write(`conformance against ${REAL ?? 'the embedded server'}\n`);
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-mongo-'));
  const listen = { socket: join(folder, 'mongo.sock') };
  const server: EmbeddedMongo | undefined = isEmbedded
    ? await startEmbeddedMongo({ path: join(folder, 'data'), listen })
    : undefined;
  const uri = REAL ?? server?.uri ?? '';
  const dbName = `conformance-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const connections: Connection[] = [];
  const connect = async (): Promise<Connection> => {
    const connection = await mongoose.createConnection(uri, { dbName, autoIndex: true }).asPromise();
    connections.push(connection);
    return connection;
  };
  return {
    uri,
    connect,
    stop: async () => {
      await connections[0]?.dropDatabase();
      for (const connection of connections) await connection.close();
      await server?.close();
      await rm(folder, { recursive: true });
    },
  };
}

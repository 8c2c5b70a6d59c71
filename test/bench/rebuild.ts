import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import { type EmbeddedMongo, startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { type ProjectorObserver, UNOBSERVED } from '#projections/observer.js';
import { cloudEvents } from '#contracts/cloud-events.js';
import type { ProjectorDependencies } from '#projections/projector.js';
import type { Guarded } from '#projections/stored.js';
import { writeCases } from './case-log.js';
import type { Result } from './result.js';

const BATCH = 500;
const WARM_UP = 300;
/** The largest documents; the other models are measured beside it. */
const LARGEST = { name: 'application-status', collection: 'application_status' };

/**
 * Rebuilds of the read models from the embedded event store, and how fast the very same documents are written, with the
 * same indexes, by a bulkWrite that has nothing to read, decrypt or work out.
 */
export async function benchRebuild({ quick }: { readonly quick: boolean }): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-bench-rebuild-'));
  const store = await openEmbeddedEventStore({ path: join(folder, 'event-store') });
  const keys = await openEmbeddedKeyStore({ path: join(folder, 'keys') });
  const listen = { socket: join(folder, 'mongo.sock') };
  const server = await startEmbeddedMongo({ path: join(folder, 'mongo'), listen });
  try {
    const codec = new Codec(keys, EVENT_TYPES);
    const log = new EventLog(store, codec);
    await writeCases(log, WARM_UP);
    await inDatabase(server, 'warm-up', (connection) =>
      measure({ connection, store, codec, keys, cloudEvents }),
    );
    await writeCases(log, (quick ? 1_000 : 5_000) - WARM_UP);
    return await inDatabase(server, 'bench', (connection) =>
      measure({ connection, store, codec, keys, cloudEvents }),
    );
  } finally {
    await server.close();
    await Promise.all([store.close(), keys.close()]);
    await rm(folder, { recursive: true });
  }
}

async function inDatabase<T>(
  { uri }: EmbeddedMongo,
  dbName: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await createConnection(uri, { dbName }).asPromise();
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function measure(opened: Omit<ProjectorDependencies, 'visibility'>): Promise<Result[]> {
  const { connection } = opened;
  const parts = { ...opened, visibility: { written: () => undefined } };
  const results: Result[] = [];
  for (const model of readModelRuntimes(parts, () => strict)) {
    const { name } = model;
    const { events, seconds } = await model.rebuild();
    const target = name === LARGEST.name ? { target: 15_000 } : {};
    results.push({
      name: `rebuild.${name}`,
      value: Math.round(events / seconds),
      unit: 'events/s',
      ...target,
    });
    if (name === LARGEST.name) results.push(...(await besideRaw(connection, seconds)));
  }
  return results;
}

async function besideRaw(connection: Connection, seconds: number): Promise<Result[]> {
  const built = connection.collection<Guarded>(LARGEST.collection);
  const documents = await built.find().toArray();
  const raw = connection.collection<Guarded>('raw');
  for (const { key, unique, sparse } of (await built.indexes()).filter(({ name }) => name !== '_id_')) {
    await raw.createIndex(key, { ...(unique === true && { unique }), ...(sparse === true && { sparse }) });
  }
  const began = performance.now();
  for (let from = 0; from < documents.length; from += BATCH) {
    const batch = documents.slice(from, from + BATCH).map((document) => ({ insertOne: { document } }));
    await raw.bulkWrite(batch, { ordered: false });
  }
  const rate = documents.length / ((performance.now() - began) / 1_000);
  const name = 'rebuild.raw-writes';
  return [
    { name, value: Math.round(rate), unit: 'documents/s' },
    {
      name: 'rebuild.ratio',
      value: documents.length / seconds / rate,
      unit: 'x',
      target: 0.5,
      ratioTo: name,
    },
  ];
}

const strict: ProjectorObserver = {
  ...UNOBSERVED,
  parked: (key, reason, message) => {
    throw new Error(`${key} was parked: ${reason}: ${message}`);
  },
};

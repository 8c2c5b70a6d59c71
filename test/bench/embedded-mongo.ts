import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import mongoose, { type Connection, Schema } from 'mongoose';

import { startEmbeddedMongo } from '#embedded-mongodb/server.js';

import { percentile } from './percentile.js';
import type { Result } from './result.js';

const BATCH = 200;
const schema = new Schema(
  { _id: String, status: String, at: Number, subject: String, payload: Object },
  { versionKey: false },
);

/** mongoose against the embedded server over its socket. */
export async function benchEmbeddedMongo({ quick }: { quick: boolean }): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-bench-mongo-'));
  const server = await startEmbeddedMongo({
    path: join(folder, 'data'),
    listen: { socket: join(folder, 'mongo.sock') },
  });
  const connection = await mongoose.createConnection(server.uri, { dbName: 'bench' }).asPromise();
  try {
    return await measure(connection, quick ? 20_000 : 100_000, quick ? 300 : 2_000);
  } finally {
    await connection.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

const document = (i: number): object => ({
  status: ['submitted', 'in-review', 'approved', 'issued'][i % 4],
  at: i,
  subject: `subject-${i % 1000}`,
  payload: {
    board: Array.from({ length: 9 }, (_, n) => ({ condition: `c${n}`, state: 'satisfied', at: i })),
  },
});

async function measure(connection: Connection, documents: number, reads: number): Promise<Result[]> {
  const Model = connection.model('Case', schema);
  await Model.createIndexes();
  await Model.collection.createIndex({ status: 1, at: -1 });
  await Model.collection.createIndex({ subject: 1 });
  const upserts = async (from: number): Promise<void> => {
    const batch = Array.from({ length: BATCH }, (_, i) => ({
      updateOne: { filter: { _id: `case-${from + i}` }, update: { $set: document(from + i) }, upsert: true },
    }));
    await Model.collection.bulkWrite(batch as never, { ordered: false }); // _id is a string here, not an ObjectId
  };
  const plain = connection.collection('plain');
  const plainStart = performance.now();
  for (let i = 0; i < documents / 4; i += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, n) => ({
      updateOne: { filter: { _id: `k${i + n}` }, update: { $set: { at: i, status: 'x' } }, upsert: true },
    }));
    await plain.bulkWrite(batch as never, { ordered: false }); // as above
  }
  const plainSeconds = (performance.now() - plainStart) / 1000;
  const writeStart = performance.now();
  for (let i = 0; i < documents; i += BATCH) await upserts(i);
  const writeSeconds = (performance.now() - writeStart) / 1000;
  const byId = await timed(reads, (i) => Model.findById(`case-${(i * 7919) % documents}`).lean());
  const byIndex = await timed(reads, (i) =>
    Model.find({ subject: `subject-${i % 1000}` })
      .limit(20)
      .lean(),
  );
  const sorted = await timed(reads, (i) =>
    Model.find({ status: 'in-review', at: { $lt: documents - i } })
      .sort({ at: -1 })
      .limit(20)
      .lean(),
  );
  return [
    {
      name: 'mongo.upserts',
      value: Math.round(documents / 4 / plainSeconds),
      unit: 'documents/s',
      target: 20_000,
    },
    { name: 'mongo.upserts-two-indexes', value: Math.round(documents / writeSeconds), unit: 'documents/s' },
    { name: 'mongo.find-by-id.p50', value: percentile(byId, 50), unit: 'ms', target: 0.5 },
    { name: 'mongo.find-indexed.p95', value: percentile(byIndex, 95), unit: 'ms', target: 2 },
    { name: 'mongo.find-sorted.p95', value: percentile(sorted, 95), unit: 'ms', target: 2 },
  ];
}

async function timed(times: number, run: (i: number) => PromiseLike<unknown>): Promise<number[]> {
  const durations: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    await run(i);
    durations.push(performance.now() - start);
  }
  return durations;
}

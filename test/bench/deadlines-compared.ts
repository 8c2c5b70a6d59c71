import type { Connection, mongo } from 'mongoose';
import { DEADLINES } from '#apps/process-manager/deadlines/deadline-document.js';
import type { Guarded } from '#projections/stored.js';
import type { Result } from './result.js';

/** As many as the service takes at once. */
const BATCH = 64;
const MOST = 5_000;
/** What an ended draft changes of what can be read. */
const MODELS = ['application_status', 'applications_report', 'review_queue'] as const;

interface Due {
  readonly _id: string;
  readonly of: string;
  readonly due: string;
  readonly leasedUntil: string | null;
}

/**
 * How fast the same database does as much without the service, one after the other: `raw` is the bare driver that writes
 * the very documents of cases that were ended just now, in bulks, with the same indexes, and takes two deadlines of each
 * away; `one-by-one` is what one would write instead, a loop that takes the next that is due, ends its case, releases
 * its slot and goes on. Neither knows of events, of keys or of anybody who reads.
 */
export async function deadlinesCompared(connection: Connection, rate: number): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [name, end] of [
    ['raw', inBulks],
    ['one-by-one', oneByOne],
  ] as const) {
    const desk = await prepare(connection, name);
    const began = performance.now();
    const ended = await end(desk);
    const value = ended / ((performance.now() - began) / 1_000);
    const full = `deadlines.${name}`;
    results.push(
      { name: full, value, unit: 'deadlines/s' },
      { name: `${full}.ratio`, value: rate / value, unit: 'x', ratioTo: full },
    );
  }
  return results;
}

interface Desk {
  readonly deadlines: mongo.Collection<Due>;
  readonly models: readonly (readonly [mongo.Collection<Guarded>, ReadonlyMap<string, Guarded>])[];
}

/** Copies of the cases in collections of their own, not ended yet, and their deadlines, all due. */
async function prepare(connection: Connection, name: string): Promise<Desk> {
  const deadlines = connection.collection<Due>(`bench_${name}_deadlines`);
  for (const { key } of DEADLINES.indexes) await deadlines.createIndex(key);
  const models = await Promise.all(
    MODELS.map(async (model) => {
      const kept = connection.collection<Guarded>(model);
      const copy = connection.collection<Guarded>(`bench_${name}_${model}`);
      for (const { key } of (await kept.indexes()).filter((index) => index.name !== '_id_'))
        await copy.createIndex(key);
      const documents = await kept.find({}, { limit: MOST }).toArray();
      await copy.insertMany(documents.map((document) => ({ ...document, ended: false })));
      return [copy, new Map(documents.map((document) => [document._id, document]))] as const;
    }),
  );
  const [first] = models;
  const due = new Date(0).toISOString();
  for (const id of first?.[1].keys() ?? []) {
    await deadlines.insertMany(
      ['lapse', 'slot-check'].map((kind, n) => ({
        _id: `${kind}:${id}`,
        of: id,
        // Only the first is due.
        due: n === 0 ? due : `9${due.slice(1)}`,
        leasedUntil: null,
      })),
    );
  }
  return { deadlines, models };
}

const NOW = { due: { $lte: new Date(1).toISOString() }, leasedUntil: null } as const;

async function inBulks({ deadlines, models }: Desk): Promise<number> {
  for (let ended = 0; ;) {
    const due = await deadlines.find(NOW).sort({ due: 1 }).limit(BATCH).toArray();
    if (due.length === 0) return ended;
    for (const [model, documents] of models) {
      const replaced = due.flatMap(({ of }) => documents.get(of) ?? []);
      if (replaced.length === 0) continue;
      await model.bulkWrite(
        replaced.map((document) => ({
          replaceOne: { filter: { _id: document._id }, replacement: { ...document, ended: true } },
        })),
        { ordered: false },
      );
    }
    await deadlines.bulkWrite(
      due.map(({ of }) => ({ deleteMany: { filter: { of } } })),
      { ordered: false },
    );
    ended += due.length;
  }
}

async function oneByOne({ deadlines, models }: Desk): Promise<number> {
  for (let ended = 0; ; ended += 1) {
    const lease = { $set: { leasedUntil: '9' } };
    const due = await deadlines.findOneAndUpdate(NOW, lease, { sort: { due: 1 } });
    if (due === null) return ended;
    await models[0]?.[0].updateOne({ _id: due.of }, { $set: { ended: true } });
    await deadlines.deleteOne({ _id: `slot-check:${due.of}` });
    await deadlines.deleteOne({ _id: due._id });
  }
}

import { describe, expect } from '@jest/globals';

import { type Loose } from '#test/support/mongo-under-test.js';
import { codeOf, connected } from './connected.js';
import { it } from './it.js';

const under = connected();

const { fresh } = under;

describe('unique indexes', () => {
  it('let exactly one of many concurrent upserts win', async () => {
    const collection = fresh();
    await collection.createIndex({ key: 1 }, { unique: true });
    const others = await Promise.all([1, 2, 3].map(() => under.another()));
    const racers = [under.connection(), ...others].flatMap((from, i) =>
      Array.from({ length: 10 }, (_, n) =>
        from
          .collection<Loose>(collection.collectionName)
          .updateOne({ _id: `${i}-${n}`, other: 1 }, { $set: { key: 'one' } }, { upsert: true })
          .then(
            () => 'won',
            (error: unknown) => error,
          ),
      ),
    );
    const outcomes = await Promise.all(racers);
    expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
    const lost = outcomes.find((outcome) => outcome !== 'won');
    expect(lost).toMatchObject({ code: 11000, keyPattern: { key: 1 }, keyValue: { key: 'one' } });
    expect(await collection.countDocuments()).toBe(1);
  });

  it('count missing as null, unless sparse or partial', async () => {
    const [dense, sparse, partial] = [fresh(), fresh(), fresh()];
    await dense.createIndex({ a: 1 }, { unique: true });
    await sparse.createIndex({ a: 1 }, { unique: true, sparse: true });
    await partial.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { active: true } });
    await dense.insertOne({ _id: 1 });
    expect(await codeOf(dense.insertOne({ _id: 2, a: null }))).toBe(11000);
    await sparse.insertMany([{ _id: 1 }, { _id: 2 }]);
    expect(
      await codeOf(
        sparse.insertMany([
          { _id: 3, a: null },
          { _id: 4, a: null },
        ]),
      ),
    ).toBe(11000);
    await partial.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1, active: true },
    ]);
    expect(await codeOf(partial.updateOne({ _id: 1 }, { $set: { active: true } }))).toBe(11000);
    expect(await partial.find({ a: 1 }).toArray()).toHaveLength(2);
    expect(await partial.find({ a: 1, active: true }).toArray()).toHaveLength(1);
  });

  it('see numbers of different types as the number they are', async () => {
    const collection = fresh();
    await collection.createIndex({ n: 1 }, { unique: true });
    await under
      .connection()
      .db?.command({ insert: collection.collectionName, documents: [{ _id: 1, n: 5 }] });
    expect(await codeOf(collection.insertOne({ _id: 2, n: 5n }))).toBe(11000);
  });

  it('see each element of an array, and one document as no duplicate of itself', async () => {
    const collection = fresh();
    await collection.createIndex({ tags: 1 }, { unique: true });
    await collection.insertOne({ _id: 1, tags: ['a', 'a', 'b'] });
    expect(await codeOf(collection.insertOne({ _id: 2, tags: ['c', 'b'] }))).toBe(11000);
    await collection.updateOne({ _id: 1 }, { $set: { tags: ['b', 'c'] } });
    expect(await codeOf(collection.insertOne({ _id: 2, tags: ['a'] }))).toBe('accepted');
  });

  it('are not built over duplicates', async () => {
    const collection = fresh();
    await collection.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ]);
    expect(await codeOf(collection.createIndex({ a: 1 }, { unique: true }))).toBe(11000);
    expect(await collection.listIndexes().toArray()).toHaveLength(1);
    await collection.deleteOne({ _id: 2 });
    await collection.createIndex({ a: 1 }, { unique: true });
    expect(await codeOf(collection.insertOne({ _id: 3, a: 1 }))).toBe(11000);
  });
});

describe('indexes', () => {
  it.each<[object, { [path: string]: 1 | -1 }, string]>([
    [{ a: 5 }, {}, 'a_1_b_-1'],
    [{ a: 5, b: { $gt: 1 } }, { b: -1 }, 'a_1_b_-1'],
    [{ a: { $in: [5, 6] } }, {}, 'a_1_b_-1'],
    [{ a: { $gte: 1, $lt: 9 } }, { a: 1 }, 'a_1_b_-1'],
    [{}, { a: -1, b: 1 }, 'a_1_b_-1'],
    [{ c: 'x' }, {}, 'c_1'],
  ])('answer %j sorted by %j', async (filter, sort, name) => {
    const collection = fresh();
    await collection.createIndexes([{ key: { a: 1, b: -1 } }, { key: { c: 1 } }]);
    await collection.insertMany([{ _id: 1, a: 5, b: 2, c: 'x' }]);
    const plan = await collection.find(filter).sort(sort).explain('queryPlanner');
    expect(JSON.stringify(plan['queryPlanner'].winningPlan)).toContain(`"indexName":"${name}"`);
    expect(JSON.stringify(plan['queryPlanner'].winningPlan)).not.toContain('"SORT"');
    expect(await collection.find(filter).sort(sort).toArray()).toHaveLength(1);
  });

  it('are listed, described, hinted at and dropped by name or key', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1, a: 1 });
    expect(await collection.createIndex({ a: 1 }, { sparse: true })).toBe('a_1');
    expect(await collection.createIndex({ a: 1 }, { sparse: true })).toBe('a_1');
    expect(await collection.listIndexes().toArray()).toMatchObject([
      { name: '_id_', key: { _id: 1 } },
      { name: 'a_1', key: { a: 1 }, sparse: true },
    ]);
    expect(await collection.find({ a: 1 }).hint('a_1').toArray()).toHaveLength(1);
    expect(await codeOf(collection.find({}).hint('nope').toArray())).toBe(2);
    expect(await codeOf(collection.dropIndex('nope'))).toBe(27);
    await collection.dropIndex('a_1');
    expect(await collection.listIndexes().toArray()).toHaveLength(1);
  });

  it('that contradict each other are refused', async () => {
    const collection = fresh();
    await collection.createIndex({ a: 1 });
    expect(await codeOf(collection.createIndex({ a: 1 }, { unique: true, name: 'other' }))).toBe(85);
    expect(await codeOf(collection.createIndex({ b: 1 }, { name: 'a_1' }))).toBe(86);
    await collection.createIndex({ p: 1, q: 1 });
    expect(await codeOf(collection.insertOne({ _id: 1, p: [1], q: [2] }))).toBe(171);
  });
});

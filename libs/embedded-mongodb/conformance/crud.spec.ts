import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { type Connection, Schema } from 'mongoose';

import { type Loose, type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';

const { Binary, Decimal128, Double, Int32, Long, ObjectId } = mongoose.mongo;

let server: MongoUnderTest;
let connection: Connection;
beforeAll(async () => {
  server = await mongoUnderTest();
  connection = await server.connect();
});
afterAll(() => server.stop());

let collections = 0;
const fresh = () => connection.collection<Loose>(`c${(collections += 1)}`);
const stored = async (
  update: object,
  before: object = {},
  filter: object = { _id: 1 },
  options: object = {},
) => {
  const collection = fresh();
  await collection.insertOne({ _id: 1, ...before });
  await collection.updateOne(filter, update, options);
  return collection.findOne({ _id: 1 });
};
const refused = (update: object, before: object = {}, options: object = {}) =>
  stored(update, before, { _id: 1 }, options).then(
    () => 'accepted',
    (error: unknown) => (error as { code: number }).code, // MongoServerError
  );

describe('inserting and finding', () => {
  it('keeps every BSON type, and the order of fields', async () => {
    const collection = fresh();
    const document = {
      _id: new ObjectId(),
      z: 'نص',
      a: new Int32(1),
      double: new Double(1),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
      binary: new Binary(Buffer.from([0, 255, 128]), 0),
      date: new Date(0),
      list: [null, true, { nested: [] }],
      nul: 'a\0b',
    };
    await collection.insertOne({ ...document });
    const found = await collection.findOne({ _id: document._id }, { promoteValues: false });
    expect(found).toEqual(document);
    expect(Object.keys(found ?? {})).toEqual(Object.keys(document));
    await collection.updateOne({ _id: document._id }, { $set: { touched: 1 } });
    const updated = await collection.findOne({ _id: document._id }, { promoteValues: false });
    expect(updated).toEqual({ ...document, touched: new Int32(1) });
  });

  it('makes up a missing _id and puts it first', async () => {
    const { db } = connection;
    await db?.command({ insert: 'raw', documents: [{ a: 1 }] });
    expect(Object.keys((await db?.collection('raw').findOne()) ?? {})).toEqual(['_id', 'a']);
  });

  it('sorts, skips, limits and projects', async () => {
    const collection = fresh();
    await collection.insertMany([3, 1, 2].map((n) => ({ _id: n, n, deep: { a: n, b: [{ c: 1, d: 2 }] } })));
    const found = collection
      .find({}, { projection: { 'deep.b.c': 1 } })
      .sort({ n: -1 })
      .skip(1)
      .limit(1);
    expect(await found.toArray()).toEqual([{ _id: 2, deep: { b: [{ c: 1 }] } }]);
    expect(await collection.findOne({ _id: 1 }, { projection: { _id: 0, deep: 0 } })).toEqual({ n: 1 });
    expect(await collection.findOne({ _id: 1 }, { projection: { n: 1, deep: { $slice: 1 } } })).toBeDefined();
  });

  it('projects parts of arrays', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1, list: [1, 2, 3, 4], docs: [{ k: 1 }, { k: 2 }] });
    const project = (projection: object) => collection.findOne({ _id: 1 }, { projection });
    expect(await project({ list: { $slice: -2 }, docs: 0 })).toEqual({ _id: 1, list: [3, 4] });
    expect(await project({ list: { $slice: [1, 2] }, docs: 0 })).toEqual({ _id: 1, list: [2, 3] });
    expect(await project({ docs: { $elemMatch: { k: 2 } } })).toEqual({ _id: 1, docs: [{ k: 2 }] });
  });

  it.each([
    [{ a: null }, [2, 3]],
    [{ a: { $exists: false } }, [3]],
    [{ a: { $ne: 1 } }, [2, 3, 4, 5, 7, 8]],
    [{ a: { $gt: 1 } }, [4, 6]],
    [{ a: { $gte: 'b' } }, [5]],
    [{ a: { $in: [null, 'b'] } }, [2, 3, 5]],
    [{ a: { $nin: [1, 2, null] } }, [5, 7, 8]],
    [{ a: { $all: [1, 5] } }, [6]],
    [{ a: { $size: 2 } }, [6]],
    [{ a: { $elemMatch: { $gt: 1, $lt: 6 } } }, [6]],
    [{ a: { $not: { $gt: 1 } } }, [1, 2, 3, 5, 7, 8]],
    [{ a: /^B$/i }, [5]],
    [{ a: { $regex: '^B', $options: 'i' } }, [5]],
    [{ a: { $type: 'array' } }, [6, 8]],
    [{ a: { $type: ['string', 'null'] } }, [2, 5]],
    [{ 'a.x': 1 }, [7]],
    [{ 'a.x': null }, [1, 2, 3, 4, 5]],
    [{ 'a.0': 1 }, [6]],
    [{ a: { x: 1, y: 2 } }, [7]],
    [{ a: { y: 2, x: 1 } }, []],
    [{ a: [] }, [8]],
    [{ a: [1, 5] }, [6]],
    [{ a: { $mod: [2, 0] } }, [4]],
    [{ $or: [{ a: 2 }, { a: 'b' }] }, [4, 5]],
    [{ $nor: [{ a: { $exists: true } }] }, [3]],
    [{ $expr: { $eq: ['$_id', 2] } }, [2]],
    [{ $and: [{ a: { $gte: 1 } }, { a: { $lte: 1 } }] }, [1, 6]],
    [{ _id: { $in: [8, 1, 99] } }, [1, 8]],
  ])('finds by %j', async (filter, ids) => {
    const collection = fresh();
    const values = [1, null, undefined, 2, 'b', [1, 5], { x: 1, y: 2 }, []];
    await collection.insertMany(values.map((a, i) => (a === undefined ? { _id: i + 1 } : { _id: i + 1, a })));
    const found = await collection.find(filter).sort({ _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(ids);
    expect(await collection.countDocuments(filter)).toBe(ids.length);
  });

  it('counts and lists distinct values', async () => {
    const collection = fresh();
    await collection.insertMany([{ _id: 1, a: [1, 2] }, { _id: 2, a: 2 }, { _id: 3 }]);
    expect(await collection.estimatedDocumentCount()).toBe(3);
    expect(await collection.countDocuments({}, { skip: 1, limit: 1 })).toBe(1);
    expect(new Set(await collection.distinct('a'))).toEqual(new Set([1, 2]));
  });
});

describe('updating', () => {
  it.each([
    [{ $set: { 'a.b.c': 1, list: [1] } }, {}, { a: { b: { c: 1 } }, list: [1] }],
    [{ $unset: { a: '' } }, { a: 1, b: 2 }, { b: 2 }],
    [{ $inc: { n: 2, m: 1 } }, { n: 1 }, { n: 3, m: 1 }],
    [{ $mul: { n: 2, m: 3 } }, { n: 3 }, { n: 6, m: 0 }],
    [
      { $min: { n: 1 }, $max: { m: 9 } },
      { n: 3, m: 3 },
      { n: 1, m: 9 },
    ],
    [{ $rename: { a: 'b.c' } }, { a: 1 }, { b: { c: 1 } }],
    [{ $push: { a: 3 } }, { a: [1] }, { a: [1, 3] }],
    [{ $push: { a: { $each: [3, 2], $sort: 1, $slice: 2 } } }, { a: [9] }, { a: [2, 3] }],
    [{ $push: { a: { $each: [0], $position: 0 } } }, { a: [1] }, { a: [0, 1] }],
    [{ $addToSet: { a: { $each: [1, 2] } } }, { a: [1] }, { a: [1, 2] }],
    [{ $pop: { a: -1 } }, { a: [1, 2] }, { a: [2] }],
    [{ $pull: { a: { $gt: 1 } } }, { a: [1, 2, 3] }, { a: [1] }],
    [{ $pull: { a: { k: 1 } } }, { a: [{ k: 1 }, { k: 2 }] }, { a: [{ k: 2 }] }],
    [{ $pullAll: { a: [1, 2] } }, { a: [1, 2, 3] }, { a: [3] }],
    [{ $setOnInsert: { a: 1 } }, {}, {}],
    [{ $set: { 'a.1': 9 } }, { a: [1, 2] }, { a: [1, 9] }],
    [{ $set: { 'a.$[]': 0 } }, { a: [1, 2] }, { a: [0, 0] }],
    [[{ $set: { b: { $add: ['$a', 1] } } }, { $unset: 'a' }], { a: 1 }, { b: 2 }],
  ])('%j of %j', async (update, before, after) => {
    expect(await stored(update, before)).toEqual({ _id: 1, ...after });
  });

  it('knows which element was found or filtered', async () => {
    const before = {
      items: [
        { k: 1, n: 0 },
        { k: 2, n: 0 },
      ],
    };
    const found = await stored({ $set: { 'items.$.n': 5 } }, before, { 'items.k': 2 });
    expect(found).toMatchObject({ items: [{ n: 0 }, { n: 5 }] });
    const arrayFilters = [{ 'e.k': { $lt: 2 } }];
    const filtered = await stored({ $inc: { 'items.$[e].n': 1 } }, before, { _id: 1 }, { arrayFilters });
    expect(filtered).toMatchObject({ items: [{ n: 1 }, { n: 0 }] });
  });

  it.each([
    [{ $inc: { a: 1 } }, { a: 'x' }, 14],
    [{ $inc: { a: 'x' } }, {}, 14],
    [{ $set: { 'a.b': 1 } }, { a: 5 }, 28],
    [{ $set: { 'a.b': 1 } }, { a: null }, 28],
    [{ $push: { a: 1 } }, { a: 5 }, 2],
    [{ $addToSet: { a: 1 } }, { a: 5 }, 2],
    [{ $set: { a: 1 }, $unset: { a: 1 } }, {}, 40],
    [{ $set: { a: 1, 'a.b': 1 } }, {}, 40],
    [{ $set: { _id: 2 } }, {}, 66],
    [{ $frobnicate: { a: 1 } }, {}, 9],
    [{ $set: { '': 1 } }, {}, 56],
    [{ $pop: { a: 1 } }, { a: 5 }, 14],
  ])('refuses %j of %j with MongoDB’s code', async (update, before, code) => {
    expect(await refused(update, before)).toBe(code);
  });

  it('keeps number types through arithmetic', async () => {
    const collection = fresh();
    await collection.insertOne({
      _id: 1,
      int: new Int32(2147483647),
      double: new Double(1),
      long: Long.fromNumber(1),
    });
    await collection.updateOne({ _id: 1 }, { $inc: { int: 1, double: 1, long: 1 } });
    const found = await collection.findOne({ _id: 1 }, { promoteValues: false });
    expect(found).toMatchObject({
      int: Long.fromNumber(2147483648),
      double: new Double(2),
      long: Long.fromNumber(2),
    });
  });

  it('upserts from the filter and the update', async () => {
    const collection = fresh();
    const update = { $set: { b: 2 }, $setOnInsert: { c: 3 } };
    const first = await collection.updateOne({ a: 1, n: { $gt: 5 }, 'd.e': 4 }, update, { upsert: true });
    expect(first).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    expect(await collection.findOne()).toEqual({ _id: first.upsertedId, a: 1, d: { e: 4 }, b: 2, c: 3 });
    const second = await collection.updateOne(
      { a: 1 },
      { ...update, $setOnInsert: { c: 9 } },
      { upsert: true },
    );
    expect(second).toMatchObject({ matchedCount: 1, modifiedCount: 0, upsertedCount: 0 });
    const replaced = await collection.replaceOne({ _id: 'x' }, { q: 1 }, { upsert: true });
    expect(replaced.upsertedId).toBe('x');
  });

  it('replaces, updates many, deletes', async () => {
    const collection = fresh();
    await collection.insertMany([1, 2, 3].map((_id) => ({ _id, a: 1 })));
    expect(await collection.replaceOne({ _id: 1 }, { b: 1 })).toMatchObject({ modifiedCount: 1 });
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, b: 1 });
    expect(await collection.updateMany({ a: 1 }, { $set: { a: 2 } })).toMatchObject({ matchedCount: 2 });
    expect(await collection.deleteOne({ a: 2 })).toMatchObject({ deletedCount: 1 });
    expect(await collection.deleteMany({})).toMatchObject({ deletedCount: 2 });
  });

  it('finds and modifies', async () => {
    const collection = fresh();
    await collection.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    expect(await collection.findOneAndUpdate({}, { $inc: { n: 5 } }, { sort: { n: -1 } })).toEqual({
      _id: 2,
      n: 2,
    });
    const after = await collection.findOneAndReplace({ _id: 1 }, { m: 1 }, { returnDocument: 'after' });
    expect(after).toEqual({ _id: 1, m: 1 });
    expect(await collection.findOneAndDelete({ _id: 1 }, { projection: { _id: 0 } })).toEqual({ m: 1 });
    expect(await collection.findOneAndUpdate({ _id: 9 }, { $set: { a: 1 } })).toBeNull();
    const upserted = await collection.findOneAndUpdate(
      { _id: 9 },
      { $set: { a: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    expect(upserted).toEqual({ _id: 9, a: 1 });
  });
});

describe('bulk writes', () => {
  it('stops at the first error when ordered, goes on when not', async () => {
    const inserts = [1, 1, 2].map((_id) => ({ insertOne: { document: { _id } } }));
    const [ordered, unordered] = [fresh(), fresh()];
    const first = await ordered.bulkWrite(inserts).catch((error: unknown) => error);
    expect(first).toMatchObject({ code: 11000, insertedCount: 1 });
    const second = await unordered.bulkWrite(inserts, { ordered: false }).catch((error: unknown) => error);
    expect(second).toMatchObject({ code: 11000, insertedCount: 2, writeErrors: [{ index: 1, code: 11000 }] });
  });

  it('counts what it did', async () => {
    const result = await fresh().bulkWrite([
      { insertOne: { document: { _id: 1, a: 1 } } },
      { updateOne: { filter: { _id: 2 }, update: { $set: { a: 1 } }, upsert: true } },
      { updateMany: { filter: { a: 1 }, update: { $set: { b: 1 } } } },
      { replaceOne: { filter: { _id: 1 }, replacement: { c: 1 } } },
      { deleteOne: { filter: { _id: 2 } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      upsertedCount: 1,
      matchedCount: 3,
      modifiedCount: 3,
      deletedCount: 1,
    });
    expect(result.upsertedIds).toEqual({ 1: 2 });
  });
});

/** Not a literal: an object with `then` looks like a promise to the linter. */
const NEVER: unknown = JSON.parse('{ "case": false, "then": 1 }');

describe('aggregation', () => {
  it('groups, sorts, joins and reshapes', async () => {
    const [cases, people] = [fresh(), fresh()];
    const ali = new ObjectId();
    await people.insertOne({ _id: ali, name: 'Ali' });
    await cases.insertMany([
      { _id: 1, by: ali, fee: 5 },
      { _id: 2, by: ali, fee: 7 },
      { _id: 3, fee: 1 },
    ]);
    const pipeline = [
      { $match: { fee: { $gt: 0 } } },
      { $group: { _id: '$by', total: { $sum: '$fee' }, ids: { $push: '$_id' } } },
      { $lookup: { from: people.collectionName, localField: '_id', foreignField: '_id', as: 'who' } },
      { $sort: { total: -1 } },
      { $project: { _id: 0, total: 1, ids: 1, who: { $arrayElemAt: ['$who.name', 0] } } },
    ];
    expect(await cases.aggregate(pipeline).toArray()).toEqual([
      { total: 12, ids: [1, 2], who: 'Ali' },
      { total: 1, ids: [3] },
    ]);
  });

  it('tells what is missing from null, as MongoDB does', async () => {
    const collection = fresh();
    await collection.insertMany([{ _id: 1, a: null }, { _id: 2 }]);
    const aggregate = (...pipeline: object[]) => collection.aggregate([...pipeline]).toArray();
    const isNull = await aggregate(
      { $sort: { _id: 1 } },
      { $project: { _id: 0, is: { $eq: ['$a', null] } } },
    );
    expect(isNull).toEqual([{ is: true }, { is: false }]);
    expect(await aggregate({ $group: { _id: 1, all: { $push: '$a' } } })).toEqual([{ _id: 1, all: [null] }]);
    expect(await aggregate({ $match: { _id: 9 } }, { $count: 'n' })).toEqual([]);
  });

  it('keeps values apart that only look alike', async () => {
    const collection = fresh();
    const [a, b] = [new Binary(Buffer.from([200])), new Binary(Buffer.from([201]))];
    await collection.insertMany([
      { _id: 1, k: a },
      { _id: 2, k: b },
      { _id: 3, k: a },
    ]);
    const groups = await collection
      .aggregate([{ $group: { _id: '$k', n: { $sum: 1 } } }, { $sort: { n: 1 } }])
      .toArray();
    expect(groups.map(({ n }) => n as number)).toEqual([1, 2]); // $sum makes it
  });

  it.each([
    [{ $project: { r: { $size: '$a' } } }, 17124],
    [{ $project: { r: { $switch: { branches: [NEVER] } } } }, 40066],
    [{ $project: { r: { $frobnicate: 1 } } }, 168],
    [{ $limit: 0 }, 15958],
  ])('refuses %j', async (stage, code) => {
    const collection = fresh();
    await collection.insertOne({ _id: 1 });
    await expect(collection.aggregate([stage]).toArray()).rejects.toMatchObject({ code });
  });
});

describe('mongoose', () => {
  it('saves, populates and guards versions', async () => {
    const Author = connection.model('Author', new Schema({ name: { type: String, unique: true } }));
    const Book = connection.model(
      'Book',
      new Schema(
        { by: { type: Schema.Types.ObjectId, ref: 'Author' }, tags: [String] },
        { timestamps: true, optimisticConcurrency: true },
      ),
    );
    await Author.createIndexes();
    const author = await Author.create({ name: 'Ibn' });
    const book = await Book.create({ by: author._id, tags: ['a'] });
    const stale = await Book.findById(book._id);
    book.tags.push('b');
    await book.save();
    stale?.tags.push('c');
    await expect(stale?.save()).rejects.toThrow(/No matching document found|version/i);
    const found = await Book.findOne({ tags: 'b' }).populate<{ by: { name: string } }>('by').lean();
    expect(found?.by.name).toBe('Ibn');
    await expect(Author.create({ name: 'Ibn' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { name: 1 },
      keyValue: { name: 'Ibn' },
    });
  });
});

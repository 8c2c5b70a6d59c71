import { describe, expect } from '@jest/globals';
import mongoose, { Schema } from 'mongoose';
import { codeOf, connected } from './connected.js';
import { it } from './it.js';

const { Binary, Decimal128, Double, Int32, Long, ObjectId } = mongoose.mongo;

const under = connected();

const { fresh } = under;
const stored = async (update: object, before: object = {}) => {
  const collection = fresh();
  await collection.insertOne({ _id: 1, ...before });
  await collection.updateOne({ _id: 1 }, update);
  return collection.findOne({ _id: 1 });
};

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
    const { db } = under.connection();
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
  });

  it('computes fields of a projection', async () => {
    const collection = fresh();
    await collection.insertOne({ _id: 1, n: 2, deep: [{ k: 1 }, { k: 2 }, { other: 3 }, 4] });
    const project = (projection: object) => collection.findOne({ _id: 1 }, { projection });
    expect(await project({ n: 1, all: '$deep.k' })).toEqual({ _id: 1, n: 2, all: [1, 2] });
    expect(await project({ _id: 0, none: '$missing', big: { $gt: ['$n', 1] } })).toEqual({ big: true });
    expect(await project({ _id: '$n' })).toEqual({ _id: 2 });
  });

  it.each([
    [{ a: null }, [2, 3]],
    [{ a: { $exists: false } }, [3]],
    [{ a: { $ne: 1 } }, [2, 3, 4, 5, 7, 8]],
    [{ a: { $gt: 1 } }, [4, 6]],
    [{ a: { $gte: 'b' } }, [5]],
    [{ a: { $in: [null, 'b'] } }, [2, 3, 5]],
    [{ a: { $nin: [1, 2, null] } }, [5, 7, 8]],
    [{ a: { $not: { $gt: 1 } } }, [1, 2, 3, 5, 7, 8]],
    [{ a: /^B$/i }, [5]],
    [{ a: { $regex: '^B', $options: 'i' } }, [5]],
    [{ 'a.x': 1 }, [7]],
    [{ 'a.x': null }, [1, 2, 3, 4, 5]],
    [{ 'a.0': 1 }, [6]],
    [{ a: { x: 1, y: 2 } }, [7]],
    [{ a: { y: 2, x: 1 } }, []],
    [{ a: [] }, [8]],
    [{ a: [1, 5] }, [6]],
    [{ $or: [{ a: 2 }, { a: 'b' }] }, [4, 5]],
    [{ $nor: [{ a: { $exists: true } }] }, [3]],
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
    [
      { $min: { n: 1 }, $max: { m: 9 } },
      { n: 3, m: 3 },
      { n: 1, m: 9 },
    ],
    [{ $push: { a: 3 } }, { a: [1] }, { a: [1, 3] }],
    [{ $push: { a: { $each: [3, 2] }, b: 1 } }, { a: [9] }, { a: [9, 3, 2], b: [1] }],
    [{ $setOnInsert: { a: 1 } }, {}, {}],
    [{ $set: { 'a.1': 9 } }, { a: [1, 2] }, { a: [1, 9] }],
  ])('%j of %j', async (update, before, after) => {
    expect(await stored(update, before)).toEqual({ _id: 1, ...after });
  });

  it.each([
    [{ $inc: { a: 1 } }, { a: 'x' }, 14],
    [{ $inc: { a: 'x' } }, {}, 14],
    [{ $set: { 'a.b': 1 } }, { a: 5 }, 28],
    [{ $set: { 'a.b': 1 } }, { a: null }, 28],
    [{ $push: { a: 1 } }, { a: 5 }, 2],
    [{ $set: { a: 1 }, $unset: { a: 1 } }, {}, 40],
    [{ $set: { a: 1, 'a.b': 1 } }, {}, 40],
    [{ $set: { _id: 2 } }, {}, 66],
    [{ $unset: { _id: '' } }, {}, 66],
    [{ $frobnicate: { a: 1 } }, {}, 9],
    [{ $set: { '': 1 } }, {}, 56],
  ])('refuses %j of %j with MongoDB’s code', async (update, before, code) => {
    expect(await codeOf(stored(update, before))).toBe(code);
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
const IF: unknown = JSON.parse('{ "if": { "$gt": ["$fee", 5] }, "then": "high", "else": "$$ROOT.fee" }');

describe('aggregation', () => {
  const aggregate = async (documents: readonly object[], ...pipeline: object[]) => {
    const collection = fresh();
    if (documents.length > 0)
      await collection.insertMany(documents.map((document, i) => ({ _id: i + 1, ...document })));
    return collection.aggregate([...pipeline]).toArray();
  };
  const FEES = [{ by: 'a', fee: 5 }, { by: 'a', fee: 7.5 }, { fee: 1 }, { by: null, fee: 'x' }];

  it('groups, sorts, pages and counts', async () => {
    const totals = await aggregate(
      FEES,
      { $match: { fee: { $exists: true } } },
      {
        $group: {
          _id: '$by',
          total: { $sum: '$fee' },
          mean: { $avg: '$fee' },
          least: { $min: '$fee' },
          most: { $max: '$fee' },
          all: { $push: '$fee' },
        },
      },
      { $sort: { total: -1 } },
    );
    expect(totals).toEqual([
      { _id: 'a', total: 12.5, mean: 6.25, least: 5, most: 7.5, all: [5, 7.5] },
      { _id: null, total: 1, mean: 1, least: 1, most: 'x', all: [1, 'x'] },
    ]);
    expect(await aggregate(FEES, { $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 })).toMatchObject([
      { _id: 3 },
      { _id: 2 },
    ]);
    expect(await aggregate(FEES, { $count: 'n' })).toEqual([{ n: 4 }]);
    expect(await aggregate([], { $group: { _id: 1, n: { $sum: 1 } } })).toEqual([]);
  });

  it('keeps the types of numbers, and a sum that no int holds', async () => {
    const int = new Int32(2_147_483_647);
    const collection = fresh();
    await collection.insertMany([
      { _id: 1, int, long: Long.fromString('9007199254740993') },
      { _id: 2, int, long: Long.fromNumber(1) },
    ]);
    const sums = {
      $group: { _id: 1, int: { $sum: '$int' }, long: { $sum: '$long' }, none: { $avg: '$none' } },
    };
    expect(await collection.aggregate([sums], { promoteValues: false }).toArray()).toEqual([
      {
        _id: new Int32(1),
        int: Long.fromNumber(4_294_967_294),
        long: Long.fromString('9007199254740994'),
        none: null,
      },
    ]);
  });

  it('answers several questions over the same documents', async () => {
    const facets = {
      $facet: {
        by: [{ $group: { _id: { by: '$by', paid: { $gt: ['$fee', 0] } }, n: { $sum: 1 } } }],
        high: [{ $match: { fee: { $gt: 5 } } }, { $project: { _id: 0, fee: 1 } }],
      },
    };
    const [{ by, high } = {}] = await aggregate(FEES, facets);
    expect(high).toEqual([{ fee: 7.5 }]);
    expect(by).toHaveLength(3);
    expect(by).toEqual(
      expect.arrayContaining([
        { _id: { by: 'a', paid: true }, n: 2 },
        { _id: { paid: true }, n: 1 },
        { _id: { by: null, paid: true }, n: 1 },
      ]),
    );
  });

  it.each<[unknown, unknown]>([
    ['$list.k', [1, 2]],
    ['$list.0', []],
    ['$missing', undefined],
    [{ $literal: '$fee' }, '$fee'],
    [{ a: '$fee', b: '$missing' }, { a: 7 }],
    [
      ['$fee', '$missing'],
      [7, null],
    ],
    [{ $eq: ['$nothing', null] }, true],
    [{ $eq: ['$missing', null] }, false],
    [{ $lt: ['$missing', null] }, true],
    [{ $gt: ['$list', 5] }, true],
    [{ $not: '' }, false],
    [{ $not: [0] }, true],
    [{ $and: ['$fee', '$empty', true] }, true],
    [{ $or: ['$missing', null, 0, false] }, false],
    [{ $cond: ['$missing', 1, 2] }, 2],
    [{ $cond: IF }, 'high'],
    [{ $ifNull: ['$missing', '$nothing', '$fee'] }, 7],
    [{ $gte: ['$decimal', 0] }, true],
    [{ $cond: ['$decimal', 'not zero', 'zero'] }, 'zero'],
  ])('evaluates %j', async (expression, value) => {
    const document = {
      fee: 7,
      nothing: null,
      empty: '',
      list: [{ k: 1 }, { k: 2 }, 'x'],
      decimal: Decimal128.fromString('0.00'),
    };
    const [found] = await aggregate([document], { $project: { _id: 0, value: expression } });
    expect(found).toEqual(value === undefined ? {} : { value });
  });

  it('keeps values apart that only look alike', async () => {
    const [a, b] = [new Binary(Buffer.from([200])), new Binary(Buffer.from([201]))];
    const groups = await aggregate(
      [{ k: a }, { k: b }, { k: a }],
      { $group: { _id: '$k', n: { $sum: 1 } } },
      { $sort: { n: 1 } },
    );
    expect(groups.map(({ n }) => n as number)).toEqual([1, 2]); // $sum makes it
  });

  it.each([
    [{ $project: { r: { $frobnicate: 1 } } }, 168],
    [{ $project: { r: { $gt: [1] } } }, 16020],
    [{ $group: { n: { $sum: 1 } } }, 15955],
    [{ $group: { _id: 1, n: 1 } }, 40234],
    [{ $group: { _id: 1, n: { $frobnicate: 1 } } }, 15952],
    [{ $limit: 0 }, 15958],
    [{ $limit: 'all' }, 5107201],
    [{ $skip: -1 }, 5107200],
    [{ $count: 'a.b' }, 40160],
    [{ $count: '$a' }, 40158],
    [{ $count: 5 }, 40156],
    [{ $project: {} }, 51272],
    [{ $facet: { a: [{ $frobnicate: 1 }] } }, 40324],
  ])('refuses %j', async (stage, code) => {
    await expect(aggregate([{}], stage)).rejects.toMatchObject({ code });
  });
});

describe('mongoose', () => {
  it('saves, populates and guards versions', async () => {
    const Author = under.connection().model('Author', new Schema({ name: { type: String, unique: true } }));
    const Book = under
      .connection()
      .model(
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

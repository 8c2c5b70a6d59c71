import { describe, expect } from '@jest/globals';

import { type Loose, isEmbedded } from '#test/support/mongo-under-test.js';
import { connected } from './connected.js';
import { it } from './it.js';

const under = connected((connection) => connection.collection<Loose>('c').insertOne({ _id: 1, a: [1] }));

const codeOf = (body: object) =>
  under
    .connection()
    .getClient()
    .db(under.connection().name)
    .command({ ...body })
    .then(
      ({ writeErrors = [] }) => (writeErrors as { code: number }[])[0]?.code ?? 'accepted', // a write's answer
      (error: unknown) => (error as { code: number }).code, // MongoServerError
    );
const update = (q: object, u: unknown, more: object = {}) => ({ update: 'c', updates: [{ q, u, ...more }] });

describe('what every MongoDB refuses, with its own code', () => {
  it.each([
    [59, { frobnicate: 1 }],
    [40415, { find: 'c', frobnicate: 1 }],
    [2, { find: 'c', filter: { $frobnicate: 1 } }],
    [2, { find: 'c', filter: { a: { $frobnicate: 1 } } }],
    [2, { find: 'c', filter: { $and: [] } }],
    [2, { find: 'c', filter: { a: { $in: 1 } } }],
    [2, { find: 'c', sort: { a: 2 } }],
    [2, { find: 'c', hint: 'none' }],
    [14, { find: 'c', filter: 'all' }],
    [73, { find: '' }],
    [9, update({}, { $frobnicate: { a: 1 } })],
    [26, { drop: 'missing-collection' }, true],
    [26, { listIndexes: 'missing-collection' }],
    [27, { dropIndexes: 'c', index: 'none' }],
    [43, { getMore: 123n, collection: 'c' }],
    [40324, { aggregate: 'c', pipeline: [{ $frobnicate: 1 }], cursor: {} }],
    [9, { aggregate: 'c', pipeline: [] }],
    [13, { renameCollection: 'x.a', to: 'x.b' }],
    [20, { find: 'c', txnNumber: 1n, autocommit: false, startTransaction: true, lsid: undefined }],
  ])('%i for %j', async (code, body, mayPass = false) => {
    const received = await codeOf(body);
    if (mayPass && !isEmbedded) return;
    expect(received).toBe(code);
  });
});

if (isEmbedded) {
  describe('what only this server refuses, rather than answer wrongly', () => {
    it.each([
      [238, { find: 'c', collation: { locale: 'ar' } }],
      [40324, { aggregate: 'c', pipeline: [{ $out: 'x' }], cursor: {} }],
      [40324, { aggregate: 'c', pipeline: [{ $match: {} }, { $lookup: {} }], cursor: {} }],
      [15952, { aggregate: 'c', pipeline: [{ $group: { _id: 1, s: { $stdDevPop: '$a' } } }], cursor: {} }],
      [238, { aggregate: 'c', pipeline: [{ $project: { now: '$$NOW' } }], cursor: {} }],
      [168, { find: 'c', projection: { b: { $add: [1, 2] } } }],
      [168, { find: 'c', projection: { a: { $slice: 1 } } }],
      [238, { find: 'c', projection: { 'a.b': '$c' } }],
      [238, { find: 'c', projection: { 'a.$': 1 } }],
      [2, { find: 'c', filter: { $where: 'true' } }],
      [2, { find: 'c', filter: { $expr: { $eq: ['$a', 1] } } }],
      [2, { find: 'c', filter: { a: { $elemMatch: { $gt: 0 } } } }],
      [9, update({}, { $pull: { a: 1 } })],
      [2, update({}, { $push: { a: { $each: [1], $slice: 2 } } })],
      [52, update({ a: 1 }, { $set: { 'a.$': 5 } })],
      [238, update({}, [{ $set: { b: 1 } }])],
      [40415, update({}, { $set: { b: 1 } }, { arrayFilters: [] })],
      [2, { find: 'c', filter: { a: { $near: [0, 0] } } }],
      [2, { find: 'c', filter: { $text: { $search: 'x' } } }],
      [2, { find: 'c', filter: { a: { $regex: 'a b', $options: 'x' } } }],
      [40415, { create: 'capped', capped: true, size: 100 }],
      [40415, { create: 'view', viewOn: 'c', pipeline: [] }],
      [67, { createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 't' }] }],
      [67, { createIndexes: 'c', indexes: [{ key: { '$**': 1 }, name: 'w' }] }],
      [40415, { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', hidden: true }] }],
      [40415, { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', expireAfterSeconds: 60 }] }],
      [59, { mapReduce: 'c' }],
      [20, { commitTransaction: 1 }],
      [2, { insert: 'c', documents: [{ _id: 5 }], writeConcern: { w: 3 } }],
      [72, { find: 'c', readConcern: { level: 'linearizable' } }],
      [17280, { createIndexes: 'long', indexes: [{ key: { a: 1 }, name: 'a' }] }],
    ])('%i for %j', async (code, body) => {
      await under
        .connection()
        .collection<Loose>('long')
        .updateOne({ _id: 1 }, { $set: { a: 'x'.repeat(3000) } }, { upsert: true });
      expect(await codeOf(body)).toBe(code);
    });

    it('a transaction', async () => {
      const session = await under.connection().startSession();
      session.startTransaction();
      const write = under.connection().collection<Loose>('c').insertOne({ _id: 77 }, { session });
      // The driver's words for code 20, "Transaction numbers are only allowed on a replica set member or mongos".
      await expect(write).rejects.toThrow('does not support retryable writes');
      await session.endSession();
    });
  });
}

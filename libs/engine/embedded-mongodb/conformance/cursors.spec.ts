import { describe, expect, jest } from '@jest/globals';

import { type Loose } from '#test/support/mongo-under-test.js';
import { connected } from './connected.js';
import { it } from './it.js';

/** For machines that are busy with something else; none takes more than two seconds on one that is not. */
jest.setTimeout(30_000);

const under = connected((connection) =>
  connection
    .collection<Loose>('many')
    .insertMany(Array.from({ length: 500 }, (_, _id) => ({ _id, half: _id % 2 }))),
);

const many = () => under.connection().collection<Loose>('many');
const command = (body: object) =>
  under.connection().db?.command({ ...body }) ?? Promise.reject(new Error('no database'));

describe('cursors', () => {
  it.each([1, 7, 100, 499, 500, 501])('go over batches of %i', async (size) => {
    const found = await many().find().sort({ _id: 1 }).batchSize(size).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(Array.from({ length: 500 }, (_, i) => i));
  });

  it('serve aggregations and sorts in memory', async () => {
    expect(await many().find().sort({ half: -1, _id: -1 }).batchSize(50).toArray()).toHaveLength(500);
    expect(
      await many()
        .aggregate([{ $match: { half: 1 } }], { batchSize: 20 })
        .toArray(),
    ).toHaveLength(250);
  });

  it('end after a single batch, or at the limit', async () => {
    const { cursor: single } = await command({ find: 'many', batchSize: 5, singleBatch: true });
    expect([single.firstBatch.length, Number(single.id)]).toEqual([5, 0]);
    const { cursor: limited } = await command({ find: 'many', limit: 5 });
    expect([limited.firstBatch.length, Number(limited.id)]).toEqual([5, 0]);
    const { cursor: empty } = await command({ find: 'many', batchSize: 0 });
    expect([empty.firstBatch.length, Number(empty.id) > 0]).toEqual([0, true]);
    const { cursor: rest } = await command({ getMore: empty.id, collection: 'many' });
    expect(rest.nextBatch).toHaveLength(500);
  });

  it('can be killed, and are then not found', async () => {
    const { cursor } = await command({ find: 'many', batchSize: 2 });
    const killed = await command({ killCursors: 'many', cursors: [cursor.id] });
    expect(killed).toMatchObject({ cursorsKilled: [cursor.id], cursorsNotFound: [] });
    await expect(command({ getMore: cursor.id, collection: 'many' })).rejects.toMatchObject({ code: 43 });
  });

  it('split batches at 16 MiB', async () => {
    const big = under.connection().collection<Loose>('big');
    await big.insertMany([1, 2, 3, 4].map((_id) => ({ _id, text: 'x'.repeat(5_000_000) })));
    const { cursor } = await command({ find: 'big' });
    expect(cursor.firstBatch.length).toBeLessThan(4);
    expect((await big.find().toArray()).map(({ _id }) => _id)).toEqual([1, 2, 3, 4]);
  });
});

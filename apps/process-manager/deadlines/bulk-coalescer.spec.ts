import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import { mongoUnderTest, type MongoUnderTest } from '#test/support/mongo-under-test.js';
import { BulkCoalescer } from './bulk-coalescer.js';

interface Note {
  readonly _id: string;
  readonly text: string;
}

describe('writes that share a bulk', () => {
  let server: MongoUnderTest;
  let collection: mongo.Collection<Note>;
  /** How many operations each bulk had. */
  let bulks: number[];
  let shared: BulkCoalescer<Note>;
  beforeEach(async () => {
    server = await mongoUnderTest();
    collection = (await server.connect()).collection<Note>('notes');
    bulks = [];
    shared = new BulkCoalescer<Note>({
      bulkWrite: (operations, options) => {
        bulks.push(operations.length);
        return collection.bulkWrite(operations, options);
      },
    });
  });
  afterEach(() => server.stop());

  const insert = (_id: string) => shared.write({ insertOne: { document: { _id, text: 'x' } } });

  it('go together when they come together, and each is stored when it is answered', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => insert(`${i}`)));
    expect(bulks).toEqual([50]);
    expect(await collection.countDocuments()).toBe(50);
    await shared.write({ deleteMany: { filter: { text: 'x' } } });
    expect(await collection.countDocuments()).toBe(0);
  });

  it('wait for the bulk on its way, and are all in the next', async () => {
    const first = insert('first').then(() => Promise.all([insert('b'), insert('c')]));
    await Promise.all([first, insert('a')]);
    expect(bulks).toEqual([2, 2]);
  });

  it('all fail when one is refused; those after them do not', async () => {
    await insert('taken');
    const results = await Promise.allSettled([insert('other'), insert('taken')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await insert('later');
    expect(await collection.countDocuments({ _id: 'later' })).toBe(1);
  });
});

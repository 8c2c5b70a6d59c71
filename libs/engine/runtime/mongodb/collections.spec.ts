import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { type Loose, type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { type DeclaredCollection, lackingIn, makeMissing } from './collections.js';

jest.setTimeout(30_000);

let server: MongoUnderTest;
let connection: Connection;
let declared: readonly DeclaredCollection[];
let name: string;
let collections = 0;
beforeAll(async () => {
  server = await mongoUnderTest();
  connection = await server.connect();
});
afterAll(() => server.stop());
beforeEach(() => {
  name = `c${(collections += 1)}`;
  declared = [
    { name, indexes: [{ key: { a: 1, 'b.c': -1 } }, { key: { d: 1 }, unique: true, sparse: true }] },
    { name: `${name}-plain`, indexes: [] },
  ];
});
const everything = () => [name, `${name} (a:1,b.c:-1)`, `${name} (d:1 unique sparse)`, `${name}-plain`];

describe('declared collections', () => {
  it('are made where they are missing, once', async () => {
    expect(await lackingIn(connection, declared)).toEqual({ missing: everything(), differing: [] });
    expect(await makeMissing(connection, declared)).toEqual({ made: everything(), differing: [] });
    expect(await makeMissing(connection, declared)).toEqual({ made: [], differing: [] });
    expect(await lackingIn(connection, declared)).toEqual({ missing: [], differing: [] });
    const collection = connection.collection<Loose>(name);
    await collection.insertMany([{ _id: 1, d: 1 }, { _id: 2 }, { _id: 3 }]);
    await expect(collection.insertOne({ _id: 4, d: 1 })).rejects.toMatchObject({ code: 11000 });
  });

  it('can be made by several at once', async () => {
    const others = await Promise.all([1, 2, 3].map(() => server.connect()));
    await Promise.all([connection, ...others].map((each) => makeMissing(each, declared)));
    expect(await lackingIn(connection, declared)).toEqual({ missing: [], differing: [] });
  });

  it('are completed where something is there', async () => {
    await connection.collection<Loose>(name).insertOne({ _id: 1, d: 1 });
    await connection.collection(name).createIndex({ a: 1, 'b.c': -1 });
    expect((await makeMissing(connection, declared)).made).toEqual(everything().slice(2));
    expect(await connection.collection<Loose>(name).countDocuments()).toBe(1);
  });

  it('that differ are named and left as they are', async () => {
    await connection.collection(name).createIndex({ d: 1 }, { sparse: true });
    await connection.collection(name).createIndex({ a: 1, 'b.c': -1 }, { unique: true });
    const differing = [
      `${name} (a:1,b.c:-1 unique) instead of (a:1,b.c:-1)`,
      `${name} (d:1 sparse) instead of (d:1 unique sparse)`,
    ];
    expect(await makeMissing(connection, declared)).toEqual({ made: [`${name}-plain`], differing });
    expect((await lackingIn(connection, declared)).differing).toEqual(differing);
  });

  it('are not those with the same fields in another order, nor anybody’s surplus', async () => {
    await connection.collection(name).createIndex({ 'b.c': -1, a: 1 });
    await connection.collection(name).createIndex({ z: 1 });
    expect((await makeMissing(connection, declared)).made).toContain(`${name} (a:1,b.c:-1)`);
    expect(await connection.collection(name).listIndexes().toArray()).toHaveLength(5);
  });

  it('cannot be unique where documents are not, and say so', async () => {
    const same = [
      { _id: 1, d: 1 },
      { _id: 2, d: 1 },
    ];
    await connection.collection<Loose>(name).insertMany(same);
    await expect(makeMissing(connection, declared)).rejects.toMatchObject({ code: 11000 });
    expect((await lackingIn(connection, declared)).missing).toContain(`${name} (d:1 unique sparse)`);
  });
});

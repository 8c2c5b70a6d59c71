import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { insertDocument } from './documents.js';
import { expireDocuments } from './expiry.js';
import { makeIndex } from './indexes.js';
import { select } from './scan.js';
import { Storage } from './storage.js';

it('a TTL index deletes what is over, to the second, and only that', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-mongo-'));
  const storage = new Storage({ path: folder });
  const at = (second: number): Date => new Date(second * 1000);
  const collection = await storage.write(() => {
    const created = storage.create('db.sessions');
    const spec = { key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 };
    created.indexes.push(makeIndex(storage.newId(), spec, false, true));
    const values = [at(0), at(1), [at(5), at(0)], 'never', null, 0];
    for (const [_id, value] of values.entries()) insertDocument(storage, created, { _id, at: value });
    return created;
  });
  const left = (): unknown[] =>
    Array.from(select(storage, collection, { filter: {} }, undefined), ({ document }) =>
      Number(document['_id']),
    );
  await expireDocuments(storage, new Date(59_999));
  expect(left()).toEqual([0, 1, 2, 3, 4, 5]);
  await expireDocuments(storage, new Date(60_000));
  expect(left()).toEqual([1, 3, 4, 5]);
  await storage.close();
  await rm(folder, { recursive: true });
});

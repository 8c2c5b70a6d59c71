import { describe, expect, jest } from '@jest/globals';

import { type Loose } from '#test/support/mongo-under-test.js';
import { connected } from './connected.js';
import { it } from './it.js';

/** For machines that are busy with something else; none takes more than two seconds on one that is not. */
jest.setTimeout(30_000);

const MAX = 16 * 1024 * 1024;
/** {_id: 1, s: '…'}: 4 length, 4 + 5 _id, 1 + 2 + 4 + 1 string, 1 end. */
const sized = (bytes: number, _id = 1) => ({ _id, s: 'x'.repeat(bytes - 22) });

const under = connected();

const collection = () => under.connection().collection<Loose>('limits');

describe('the 16 MiB limit', () => {
  it('is the last size that is stored', async () => {
    await collection().insertOne(sized(MAX));
    expect((await collection().findOne({ _id: 1 }))?.['s']).toHaveLength(MAX - 22);
  });

  it('refuses one byte more', async () => {
    const update = collection().updateOne({ _id: 1 }, { $set: { more: 1 } });
    await expect(update).rejects.toMatchObject({ code: 10334 });
    const insert = collection().insertOne(sized(MAX + 1, 2));
    await expect(insert).rejects.toMatchObject({ code: expect.any(Number) });
    expect(await collection().countDocuments()).toBe(1);
    expect(Object.keys((await collection().findOne()) ?? {})).toEqual(['_id', 's']);
  });
});

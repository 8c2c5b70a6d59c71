import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { eventually } from '#test/support/eventually.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { aborted } from '../aborted.js';
import { Lease, type LeaseDocument } from './lease.js';

jest.setTimeout(30_000);

const LENGTH_MS = 400;
/** A busy machine is slow; the law itself is in whole lengths. */
const SLACK_MS = 2_000;

let server: MongoUnderTest;
let connection: Connection;
beforeAll(async () => {
  server = await mongoUnderTest();
  connection = await server.connect();
});
afterAll(() => server.stop());

const documents = (from = connection) => from.collection<LeaseDocument>('leases');
const lease = (name: string, from = connection, lengthMs = LENGTH_MS) =>
  new Lease(documents(from), name, { lengthMs });
const never = new AbortController().signal;

describe('a lease', () => {
  it('is held by one at a time, and each gets its turn', async () => {
    let [holders, most] = [0, 0];
    const work = async () => {
      holders += 1;
      most = Math.max(most, holders);
      await documents().findOne({ _id: 'turns' });
      holders -= 1;
      return 'done';
    };
    const contenders = await Promise.all([1, 2, 3].map(() => server.connect()));
    const done = await Promise.all(contenders.map((from) => lease('turns', from).during(work, never)));
    expect(done).toEqual(['done', 'done', 'done']);
    expect(most).toBe(1);
    expect(await documents().findOne({ _id: 'turns' })).toBeNull();
  });

  it('is kept for as long as the work takes', async () => {
    const long = () => lease('long', connection, 1_600); // a busy machine stops for 300 ms, which loses a short one
    const other = new AbortController();
    const done = await long().during(async (held) => {
      const contender = long().during(() => Promise.resolve('taken'), other.signal);
      const renewed = async () => ((await documents().findOne({ _id: 'long' }))?.beat ?? 0) > 6;
      await eventually(renewed, { deadlineMs: 15_000, what: 'a lease renewed for longer than its length' });
      other.abort();
      return [held.aborted, await contender];
    }, never);
    expect(done).toEqual([false, undefined]);
  });

  it('of a holder that died is taken over after one length, within one and a half', async () => {
    await documents().insertOne({ _id: 'dead', holder: 'somebody who is gone', beat: 7 });
    const began = performance.now();
    await lease('dead').during(() => Promise.resolve(), never);
    const took = performance.now() - began;
    expect(took).toBeGreaterThanOrEqual(LENGTH_MS);
    expect(took).toBeLessThan(LENGTH_MS * 1.5 + SLACK_MS);
  });

  it('is given back when the work fails', async () => {
    const failing = lease('failing').during(() => Promise.reject(new Error('no')), never);
    await expect(failing).rejects.toThrow('no');
    expect(await documents().findOne({ _id: 'failing' })).toBeNull();
  });

  it('that somebody else has taken is noticed, and left to them', async () => {
    await lease('stolen').during(async (held) => {
      await documents().updateOne({ _id: 'stolen' }, { $set: { holder: 'thief' } });
      await aborted(held);
    }, never);
    expect(await documents().findOne({ _id: 'stolen' })).toMatchObject({ holder: 'thief' });
  });

  it('that cannot be renewed is given up before anybody else may have it', async () => {
    const alone = await server.connect();
    const took = await lease('cut off', alone).during(async (held) => {
      const began = performance.now();
      await alone.close();
      await aborted(held);
      return performance.now() - began;
    }, never);
    expect(took).toBeLessThan(LENGTH_MS + SLACK_MS);
    expect(await documents().findOne({ _id: 'cut off' })).not.toBeNull();
  });

  it('is not waited for when the signal comes', async () => {
    await documents().insertOne({ _id: 'busy', holder: 'somebody', beat: 0 });
    const stop = new AbortController();
    const waiting = lease('busy').during(() => Promise.resolve('taken'), stop.signal);
    stop.abort();
    expect(await waiting).toBeUndefined();
  });
});

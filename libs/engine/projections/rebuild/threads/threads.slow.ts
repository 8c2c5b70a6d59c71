import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import type { Position, Revision, StreamName } from '#event-store/port.js';
import { applicationStatusProjection as projection } from '#read-models/application-status/projection.js';
import { applicationStatusModel as model } from '#read-models/application-status/schema.js';
import { ParkedKeys } from '../../parked-keys.js';
import type { Guarded } from '../../stored.js';
import {
  applicationEvents as application,
  feesEvents as fees,
  subject,
} from '#domain/testing/case-events.js';
import { type TemporaryHouse, temporaryHouse, Told } from '#read-models/testing/temporary-house.js';
import type { Advance } from '../fold-log.js';
import { Rebuild, type RebuildOptions } from '../rebuild.js';
import { refold } from '../refold.js';
import { verify } from '../verification.js';
import { buffersOf, packEvents, unpackEvents } from './packed-events.js';
import { buildOnThreads } from './threaded-build.js';

const { ApplicationStarted, DetailsProvided } = application;
const loader = new URL('../../../../../test/support/typescript.mjs', import.meta.url).href;

jest.setTimeout(30_000);

/** The sources, as they are. */
const start = (workerData: unknown) =>
  new Worker(new URL('../../../../read-models/rebuild-thread.ts', import.meta.url), {
    workerData,
    execArgv: ['--import', loader],
  });

let house: TemporaryHouse;
const ids = Array.from({ length: 12 }, () => randomUUID());
const [broken = ''] = ids;
const told = new Told();

const collection = () => house.connection.collection<Guarded>(model.collection);
const all = () => collection().find().sort({ _id: 1 }).toArray();
const rebuild = (options: RebuildOptions = {}, by = house) =>
  new Rebuild({ model, projection }, by, told).rebuild(options);
const onThreads = (count = 2, with_: Partial<Parameters<typeof buildOnThreads>[1]> = {}): RebuildOptions => ({
  threads: (site) => buildOnThreads(site, { count, database: house.database, start, ...with_ }),
  pageEvents: 7,
});

beforeAll(async () => {
  house = await temporaryHouse();
  for (const id of ids) {
    const trackingNumber = id as string as typeof ApplicationStarted.data.trackingNumber;
    const data = { ...ApplicationStarted.data, trackingNumber };
    await house.happened(id, { ...ApplicationStarted, data }, fees.BillIssued, DetailsProvided);
  }
  const metadata = Buffer.from('{"not":"ours"}');
  const event = {
    id: randomUUID(),
    type: 'DocumentAttached',
    format: 'json',
    data: metadata,
    metadata,
  } as const;
  await house.store.append(`application-${broken}` as StreamName, 1n as Revision, [event]);
});
afterAll(() => house.remove());

describe('a rebuild on threads', () => {
  let here: readonly Guarded[];
  beforeEach(async () => {
    await rebuild({ fresh: true });
    here = await all();
  });

  it('ends in the same documents as one in this thread, and parks the same keys', async () => {
    const { parked, comparison, events } = await rebuild(onThreads());
    expect({ parked, events }).toEqual({ parked: [broken], events: 37 });
    expect(comparison).toMatchObject({ documents: 12, differing: 0 });
    expect(await all()).toEqual(here);
    expect(await new ParkedKeys(house.connection, projection.name).get(broken)).toMatchObject({
      cause: { reason: 'undecodable', event: { revision: 2 } },
    });
  });

  it('leaves out what was discarded', async () => {
    await house.discarded(projection, { stream: `application-${broken}`, revision: 2, key: broken });
    expect(await rebuild(onThreads())).toMatchObject({ parked: [], discarded: 1 });
    expect(await verify({ model, projection }, house, onThreads(2))).toMatchObject({ differing: 0 });
  });

  it('is taken up again, with more threads than before', async () => {
    const killed = new AbortController();
    const advanced = ({ events }: Advance) => (events >= 21 ? killed.abort('killed') : undefined);
    const options = { checkpointEveryMs: 0, advanced, signal: killed.signal };
    await expect(rebuild({ ...onThreads(2), ...options })).rejects.toBe('killed');
    const from: number[] = [];
    await rebuild({ ...onThreads(3), resuming: ({ events }) => from.push(events) });
    expect(from).toEqual([21]);
    expect(await all()).toEqual(here);
  });

  it('fails with what a thread failed with, and leaves the model as it was', async () => {
    const keys = { forget: () => undefined, keyById: () => Promise.reject(new Error('the keys are away')) };
    await expect(rebuild(onThreads(), { ...house, keys } as unknown as TemporaryHouse)).rejects.toThrow(
      'the keys are away',
    );
    const ends = () => new Worker('process.exit(3)', { eval: true });
    await expect(rebuild(onThreads(2, { start: ends }))).rejects.toThrow('ended with code 3');
    const throws = () => new Worker('throw new Error("no such module")', { eval: true });
    await expect(rebuild(onThreads(2, { start: throws }))).rejects.toThrow('no such module');
    expect(await all()).toEqual(here);
  });

  it('brings nothing back that was erased while it ran', async () => {
    const [, id = ''] = ids;
    const erasures: Promise<boolean>[] = [];
    const erase = async () => {
      await house.codec.erase(subject);
      return refold({ model, projection }, house, id);
    };
    const advanced = ({ events }: Advance) => void (events === 21 && erasures.push(erase()));
    await rebuild({ ...onThreads(), advanced, checkpointEveryMs: 0 });
    expect(await Promise.all(erasures)).toEqual([true]);
    expect(JSON.stringify(await collection().findOne({ _id: id }))).not.toContain('ERIKSSON');
  });
});

describe('packed events', () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  const event = fc.record({
    stream: fc.string().map((name) => name as StreamName),
    type: fc.string(),
    id: fc.uuid(),
    revision: fc.bigInt({ min: 0n, max: 2n ** 62n }).map((revision) => revision as Revision),
    position: fc.bigInt({ min: 0n, max: 2n ** 62n }).map((position) => position as Position),
    metadata: bytes,
    data: bytes,
  });
  const keys = fc.uniqueArray(fc.string(), { maxLength: 6 });

  it('are the same events when they arrive', () => {
    const groups = keys.chain((names) =>
      fc
        .tuple(
          ...names.map((name) =>
            fc.tuple(fc.constant(name), fc.array(event, { minLength: 1, maxLength: 5 })),
          ),
        )
        .map((entries) => new Map(entries)),
    );
    fc.assert(
      fc.property(groups, (events) => {
        const packed = packEvents(events);
        const arrived = structuredClone(packed, { transfer: buffersOf(packed) });
        expect(unpackEvents(arrived)).toEqual(events);
      }),
    );
  });
});

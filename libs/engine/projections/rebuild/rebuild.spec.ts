import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApplicationStatusDocument } from '#read-models/application-status/document.js';
import { applicationStatusProjection as projection } from '#read-models/application-status/projection.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { applicationStatusModel as model } from '#read-models/application-status/schema.js';
import { applicationEvents as application, feesEvents as fees } from '#domain/testing/case-events.js';
import { afterReading } from '#read-models/testing/reading.js';
import { type TemporaryHouse, temporaryHouse, Told } from '#read-models/testing/temporary-house.js';
import { BulkBuild } from './bulk-build.js';
import { Documents } from '../documents.js';
import { Folder } from '../folder.js';
import { ParkedKeys } from '../parked-keys.js';
import { Progress } from '../progress.js';
import type { Projection } from '../projection.js';
import { Projector } from '../projector.js';
import type { ProjectorParts } from '../projector.js';
import type { Advance } from './fold-log.js';
import { alone, BusyElsewhereError, LeaseLostError } from './alone.js';
import { Rebuild, rebuildLease } from './rebuild.js';
import { RebuildState } from './rebuild-state.js';
import { verify, type VerifyOptions } from './verification.js';
import { groupsOf, pages } from '../recorded.js';
import type { Guarded } from '../stored.js';

const { ApplicationStarted, DetailsProvided, DocumentAttached } = application;

let house: TemporaryHouse;
let told: Told;
let rebuild: Rebuild<ApplicationStatusDocument>;
let queries: ApplicationStatusQueries;
const ids = Array.from({ length: 6 }, () => randomUUID());
const [id, other] = ids as unknown as [string, string]; // there are six

const collection = () => house.connection.collection<Guarded>(model.collection);
const all = () => collection().find().sort({ _id: 1 }).toArray();
const progress = () => new Progress(house.connection, projection.name);

function rebuilding(
  by: Projection<ApplicationStatusDocument> = projection,
  parts: ProjectorParts = house,
): Rebuild<ApplicationStatusDocument> {
  return new Rebuild({ model, projection: by }, parts, told);
}

/** Cannot fold this type of event of the first case. */
function frailAt(type: string): Projection<ApplicationStatusDocument> {
  return {
    ...projection,
    fold: (document, envelope) => {
      if (envelope.event.type === type && envelope.metadata.partitionKey === id) throw new Error('a bug');
      return projection.fold(document, envelope);
    },
  };
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: string) => controller.abort(reason) };
}

/** Longer than a lease: what is tested is that time goes by. */
const frozen = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const stopped = (reason: string) => AbortSignal.abort(reason);
const parkedKeys = () => new ParkedKeys(house.connection, projection.name);

const verifying = (options?: VerifyOptions) => verify({ model, projection }, house, options);

async function project(): Promise<void> {
  await new Projector({ model, projection }, house, told).handle({ messages: await house.messages() });
}

beforeAll(async () => {
  house = await temporaryHouse();
  queries = new ApplicationStatusQueries(house.connection, house.visibility);
  for (const each of ids) {
    const data = {
      ...ApplicationStarted.data,
      trackingNumber: each as typeof ApplicationStarted.data.trackingNumber,
    };
    await house.happened(each, { ...ApplicationStarted, data }, fees.BillIssued, DetailsProvided);
  }
});
afterAll(() => house.remove());

beforeEach(async () => {
  told = new Told();
  rebuild = rebuilding();
  if ((await progress().state()) !== null) await rebuild.rebuild();
});

describe('a model', () => {
  it('is built when there is none, and left alone when it is current', async () => {
    expect(await rebuild.ensureCurrent()).toMatchObject({ events: 18, parked: [], comparison: undefined });
    expect(await all()).toHaveLength(6);
    expect(Object.keys(await collection().indexInformation())).toHaveLength(6);
    expect(await progress().state()).toMatchObject({
      version: projection.version,
      position: expect.stringMatching(/^\d{20}$/),
    });
    expect(await rebuild.ensureCurrent()).toBeUndefined();
  });

  it('is the same document for document when it is rebuilt', async () => {
    const before = await all();
    const { comparison } = await rebuild.rebuild();
    expect(comparison).toMatchObject({ documents: 6, differing: 0, rechecked: 0 });
    expect(comparison?.hashes.actual).toBe(comparison?.hashes.expected);
    expect(await all()).toEqual(before);
  });

  it('is the same whether events came by the topic or by a rebuild', async () => {
    const rebuilt = await all();
    await collection().deleteMany({});
    await project();
    expect(await all()).toEqual(rebuilt);
    expect(await verifying()).toMatchObject({ documents: 6, differing: 0 });
  });

  it('is built again by another version', async () => {
    const shouting = rebuilding({
      ...projection,
      version: projection.version + 1,
      fold: (document, envelope) => projection.fold(document, envelope),
    });
    expect(await shouting.ensureCurrent()).toMatchObject({ comparison: undefined });
    expect((await all()).map(({ guard }) => guard.version)).toEqual(
      Array.from({ length: 6 }, () => projection.version + 1),
    );
    expect(await rebuild.ensureCurrent()).toBeDefined();
  });

  it('is finished at the next start when a swap was cut short', async () => {
    const before = await all();
    const state = new RebuildState(house.connection, projection.name);
    await state.begun(projection.version, 'it is in place already');
    await state.swapping({ position: await house.store.lastPosition(), events: 18 });
    await house.happened(other, DocumentAttached);
    expect(await rebuild.ensureCurrent()).toMatchObject({ events: 18, comparison: undefined });
    expect(await all()).not.toEqual(before);
    expect((await queries.byId(other)).document?.revision).toBe(2n);
    expect(await state.get()).toBeNull();
  });
});

describe('an interrupted rebuild', () => {
  /** A page for each event, and a checkpoint after each page. */
  const small = { pageEvents: 1, checkpointEveryMs: 0 };

  it('leaves the model as it was, and the next one goes on from what was stored', async () => {
    const before = await all();
    const { signal, abort } = abortable();
    const advanced = ({ events }: Advance) => (events === 7 ? abort('enough') : undefined);
    await expect(rebuild.rebuild({ ...small, signal, advanced })).rejects.toBe('enough');
    expect(await all()).toEqual(before);
    const seen: number[] = [];
    const resumed: number[] = [];
    const { events, comparison } = await rebuild.rebuild({
      ...small,
      resuming: (from) => resumed.push(from.events),
      advanced: (advance) => seen.push(advance.events),
    });
    expect(resumed).toEqual([7]);
    expect(seen[0]).toBe(8);
    expect(seen.at(-1)).toBe(events);
    expect(events).toBe((await house.messages()).length);
    expect(comparison).toMatchObject({ documents: 6, differing: 0, rechecked: 0 });
    expect(await all()).toEqual(before);
  });

  it('is not gone on with when asked to begin anew, nor by another version', async () => {
    const { signal, abort } = abortable();
    const advanced = ({ events }: Advance) => (events === 7 ? abort('enough') : undefined);
    await expect(rebuild.rebuild({ ...small, signal, advanced })).rejects.toBe('enough');
    const resuming = () => {
      throw new Error('it goes on');
    };
    await rebuilding({ ...projection, version: projection.version + 1 }).rebuild({ resuming });
    await expect(rebuild.rebuild({ ...small, signal: stopped('at once') })).rejects.toBe('at once');
    expect(await rebuild.rebuild({ fresh: true, resuming })).toMatchObject({ comparison: undefined });
    expect(await verifying()).toMatchObject({ differing: 0 });
  });

  it('knows the keys that were held up before it was interrupted', async () => {
    const frail = rebuilding(frailAt('ApplicationStarted'));
    const { signal, abort } = abortable();
    const advanced = ({ events }: Advance) => (events === 7 ? abort('enough') : undefined);
    await expect(frail.rebuild({ ...small, signal, advanced })).rejects.toBe('enough');
    expect((await frail.rebuild(small)).parked).toEqual([id]);
    expect(await parkedKeys().get(id)).toMatchObject({
      cause: { event: { type: 'ApplicationStarted', revision: 0 } },
      waiting: { [`application-${id}`]: 1, [`fees-${id}`]: 0 },
    });
    expect((await queries.byId(id)).document).toBeNull();
  });

  it('is one at a time', async () => {
    let waited = 0;
    await alone(house.connection, rebuildLease(projection.name), {}, async () => {
      const options = { patienceMs: 800, waiting: () => void (waited += 1) };
      await expect(rebuild.rebuild(options)).rejects.toThrow(BusyElsewhereError);
    });
    expect(waited).toBe(1);
    await expect(rebuild.rebuild()).resolves.toMatchObject({ parked: [] });
  });

  it('is taken over from a process that died', async () => {
    await house.connection
      .collection<{ _id: string }>('leases')
      .insertOne({ _id: rebuildLease(projection.name), holder: 'dead', beat: 7 } as { _id: string });
    await expect(rebuild.rebuild({ leaseMs: 800 })).resolves.toMatchObject({ parked: [] });
  });

  it('does not swap once the lease is lost', async () => {
    const before = await collection().findOne({ _id: id });
    await collection().updateOne({ _id: id }, { $set: { 'application.phase': 'issued' } });
    const parts = afterReading(house, async () => {
      await house.connection.collection('leases').deleteMany({});
      await frozen(200);
    });
    await expect(rebuilding(projection, parts).rebuild({ leaseMs: 40 })).rejects.toThrow(LeaseLostError);
    expect((await queries.byId(id)).document?.phase).toBe('issued');
    expect((await rebuild.rebuild()).comparison).toMatchObject({ differing: 1 });
    expect(await collection().findOne({ _id: id })).toEqual(before);
  });
});

describe('poison in a rebuild', () => {
  it('parks its key, and a later rebuild that can fold it releases it', async () => {
    const frail = rebuilding(frailAt('DetailsProvided'));
    expect((await frail.rebuild()).parked).toEqual([id]);
    const parked = parkedKeys();
    expect(await parked.get(id)).toMatchObject({
      cause: { reason: 'fold-failed', message: expect.stringMatching(/^Error at rebuild/) },
    });
    expect((await queries.byId(id)).document?.details).toBeNull();
    await rebuild.rebuild();
    expect(await parked.count()).toBe(0);
    expect((await queries.byId(id)).document?.details).toMatchObject({ period: 12 });
  });
});

describe('memory', () => {
  it('is bounded by writing the documents that were left alone, and reading them again', async () => {
    const target = house.connection.collection<Guarded>('bounded');
    const documents = new Documents<ApplicationStatusDocument>(target, projection.version);
    const folder = new Folder(projection, house.store, house.codec);
    const build = new BulkBuild(folder, documents, { mostInMemory: 2 });
    for await (const page of pages(house.store, undefined)) {
      for (const event of page) await build.add(groupsOf([event], projection));
    }
    await build.flush();
    expect(await target.find().sort({ _id: 1 }).toArray()).toEqual(await all());
  });
});

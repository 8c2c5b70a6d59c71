import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApplicationStatusDocument } from '../application-status/document.js';
import { applicationStatusProjection as projection } from '../application-status/projection.js';
import { ApplicationStatusQueries } from '../application-status/queries.js';
import { applicationStatusModel as model } from '../application-status/schema.js';
import { applicationEvents as application, feesEvents as fees } from '../testing/case-events.js';
import { type TemporaryHouse, temporaryHouse, Told } from '../testing/temporary-house.js';
import { CollectionBuild } from './collection-build.js';
import { Documents } from '../runtime/documents.js';
import { ParkedKeys } from '../runtime/parked-keys.js';
import { Progress } from '../runtime/progress.js';
import type { Projection } from '../runtime/projection.js';
import { Projector } from '../runtime/projector.js';
import { Rebuild } from './rebuild.js';
import { groupsOf, pages } from '../runtime/recorded.js';
import type { Guarded } from '../runtime/stored.js';

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
): Rebuild<ApplicationStatusDocument> {
  return new Rebuild({ model, projection: by }, house, told);
}

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
    expect(Object.keys(await collection().indexInformation())).toHaveLength(5);
    expect(await progress().state()).toMatchObject({
      version: 1,
      position: expect.stringMatching(/^\d{20}$/),
    });
    expect(await rebuild.ensureCurrent()).toBeUndefined();
  });

  it('is the same document for document when it is rebuilt', async () => {
    const before = await all();
    const { comparison } = await rebuild.rebuild();
    expect(comparison).toMatchObject({ documents: 6, differing: 0, ahead: 0 });
    expect(comparison?.hashes.actual).toBe(comparison?.hashes.expected);
    expect(await all()).toEqual(before);
  });

  it('is the same whether events came by the topic or by a rebuild', async () => {
    const rebuilt = await all();
    await collection().deleteMany({});
    await project();
    expect(await all()).toEqual(rebuilt);
    expect(await rebuild.verify()).toMatchObject({ documents: 6, differing: 0 });
  });

  it('is built again by another version', async () => {
    const shouting = rebuilding({
      ...projection,
      version: 2,
      fold: (document, envelope) => projection.fold(document, envelope),
    });
    expect(await shouting.ensureCurrent()).toMatchObject({ comparison: undefined });
    expect((await all()).map(({ guard }) => guard.version)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(await rebuild.ensureCurrent()).toBeDefined();
  });

  it('loses nothing that reaches only the old collection before the swap', async () => {
    let first = true;
    const readAll: typeof house.store.readAll = async function* (options) {
      yield* house.store.readAll(options);
      if (!first) return;
      // The log has been read for the shadow; now somebody acts, and the live projector is at once there.
      first = false;
      await house.happened(id, DocumentAttached);
      await project();
    };
    const store = Object.assign(Object.create(house.store) as typeof house.store, { readAll }); // the rest as it is
    await new Rebuild({ model, projection }, { ...house, store }, told).rebuild();
    expect((await queries.byId(id)).document).toMatchObject({ documents: [{ documentId: 'd-1' }] });
    expect(await rebuild.verify()).toMatchObject({ differing: 0, ahead: 0 });
  });

  it('is finished at the next start when a swap was cut short', async () => {
    const before = await all();
    const position = (await progress().state())?.position;
    await house.happened(other, DocumentAttached);
    await progress().swapping(BigInt(position ?? 0) as Parameters<Progress['swapping']>[0]);
    expect(await rebuild.ensureCurrent()).toBeUndefined();
    expect(await all()).not.toEqual(before);
    expect((await queries.byId(other)).document?.revision).toBe(2n);
    expect((await progress().state())?.swappedAt).toBeUndefined();
  });
});

describe('verification', () => {
  it('names every kind of difference', async () => {
    const [a, b, c] = ids.toSorted() as [string, string, string]; // there are six
    await collection().updateOne({ _id: a }, { $set: { 'application.phase': 'issued' } });
    await collection().deleteOne({ _id: b });
    await collection().updateOne({ _id: c }, { $set: { 'guard.applied': `application-${c}@0` } });
    await collection().insertOne({
      _id: 'zz',
      guard: { applied: 'application-zz@0', version: 1, refolds: 0 },
    });
    const report = await rebuild.verify();
    expect(report).toMatchObject({ documents: 6, differing: 4, ahead: 0 });
    expect(report.differences).toEqual([
      { id: a, kind: 'content' },
      { id: b, kind: 'missing' },
      { id: c, kind: 'behind' },
      { id: 'zz', kind: 'extra' },
    ]);
    expect(report.hashes.actual).not.toBe(report.hashes.expected);
    const names = (await house.connection.listCollections()).map(({ name }) => name);
    expect(names).not.toContain(`${model.collection}.verify`);
  });

  it('does not mind a refold', async () => {
    await collection().updateOne({ _id: id }, { $inc: { 'guard.refolds': 1 } });
    expect(await rebuild.verify()).toMatchObject({ differing: 0 });
  });
});

describe('poison in a rebuild', () => {
  it('parks its key, and a later rebuild that can fold it releases it', async () => {
    const frail = rebuilding({
      ...projection,
      fold: (document, envelope) => {
        if (envelope.event.type === 'DetailsProvided' && envelope.metadata.partitionKey === id)
          throw new Error('a bug');
        return projection.fold(document, envelope);
      },
    });
    expect((await frail.rebuild()).parked).toEqual([id]);
    const parked = new ParkedKeys(house.connection, projection.name);
    expect(await parked.get(id)).toMatchObject({ cause: { reason: 'fold-failed', message: expect.stringMatching(/^Error at rebuild/) } });
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
    const build = new CollectionBuild(projection, house.store, house.codec, documents, 2);
    for await (const page of pages(house.store, undefined)) {
      for (const event of page) await build.add(groupsOf([event], projection));
    }
    await build.finish();
    expect(await target.find().sort({ _id: 1 }).toArray()).toEqual(await all());
  });
});

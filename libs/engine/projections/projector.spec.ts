import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Connection, mongo } from 'mongoose';
import type { ReceivedMessage } from '#topics/port.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { applicationStatusProjection } from '#read-models/application-status/projection.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { applicationStatusModel } from '#read-models/application-status/schema.js';
import {
  applicationEvents as application,
  credentialEvents,
  feesEvents as fees,
  subject,
} from '#domain/testing/case-events.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type TemporaryHouse, temporaryHouse, Told } from '#read-models/testing/temporary-house.js';
import { discardsOf } from './discards.js';
import { ParkedKeys } from './parked-keys.js';
import { ParkedRetry } from './parked-retry.js';
import { Progress } from './progress.js';
import { Projector } from './projector.js';
import type { Projection } from './projection.js';
import { refold } from './rebuild/refold.js';
import type { ApplicationStatusDocument } from '#read-models/application-status/document.js';

type Batch = readonly ReceivedMessage[];

const { ApplicationStarted, DetailsProvided, DocumentAttached, ApplicationSubmitted } = application;
const started = { ...ApplicationStarted, data: { ...ApplicationStarted.data } };
const status = { model: applicationStatusModel, projection: applicationStatusProjection };

let house: TemporaryHouse;
let told: Told;
let projector: Projector<ApplicationStatusDocument>;
let queries: ApplicationStatusQueries;
let id: string;

beforeAll(async () => {
  house = await temporaryHouse();
  queries = new ApplicationStatusQueries(house.connection, house.visibility);
  await new Progress(house.connection, status.projection.name).built(status.projection.version, undefined);
});
afterAll(() => house.remove());

beforeEach(() => {
  id = randomUUID();
  told = new Told();
  projector = projecting(status.projection);
});
afterEach(() => new ParkedKeys(house.connection, status.projection.name).releaseAll());

function projecting(projection: Projection<ApplicationStatusDocument>): Projector<ApplicationStatusDocument> {
  return new Projector({ model: status.model, projection }, house, told);
}

function retrying(projection: Projection<ApplicationStatusDocument>): ParkedRetry<ApplicationStatusDocument> {
  return new ParkedRetry({ model: status.model, projection }, house, told);
}

/** This test's case only: the log is everybody's. */
async function mine(): Promise<Batch> {
  return (await house.messages()).filter(({ key }) => key === id);
}

async function handle(batch: Batch, by = projector): Promise<void> {
  const [first, ...rest] = batch;
  if (first !== undefined) await by.handle({ messages: [first, ...rest] });
}

async function stored() {
  return applicationStatusModel.on(house.connection).findById(id).lean();
}

const begin = () => house.happened(id, tracked(), fees.BillIssued, DetailsProvided, fees.PaymentReceived);
/** Tracking numbers are unique. */
const tracked = () => ({
  ...started,
  data: { ...started.data, trackingNumber: id as typeof started.data.trackingNumber },
});

describe('a batch', () => {
  it('is folded into documents, stream by stream, and knows how far', async () => {
    await begin();
    await handle(await mine());
    const { document } = await queries.byId(id);
    expect(document).toMatchObject({
      phase: 'draft',
      revision: 1n,
      fees: { paid: 70_000 },
      credential: null,
    });
    expect((await stored())?.guard).toEqual({
      applied: `application-${id}@1 fees-${id}@1`,
      version: status.projection.version,
      refolds: 0,
    });
    expect(told.counts).toMatchObject({ applied: 4, repeated: 0, healed: 0, lost: 0 });
  });

  it('is ignored when it comes again, whole or in part', async () => {
    await begin();
    const batch = await mine();
    await handle(batch);
    const before = await stored();
    await handle(batch);
    await handle(batch.slice(1, 3));
    expect(await stored()).toEqual(before);
    expect(told.counts).toMatchObject({ applied: 4, repeated: 6 });
  });

  it('with events missing is completed from the event store', async () => {
    await begin();
    await house.happened(id, DocumentAttached, ApplicationSubmitted);
    const batch = await mine();
    await handle([batch.at(-1)].filter((message) => message !== undefined));
    expect((await queries.byId(id)).document).toMatchObject({ phase: 'submitted', revision: 3n, fees: null });
    expect(told.counts).toMatchObject({ applied: 4, healed: 3 });
    await handle(batch);
    expect((await queries.byId(id)).document?.fees).toMatchObject({ paid: 70_000 });
    expect(told.counts).toMatchObject({ applied: 6, repeated: 4, healed: 3 });
  });

  it('of other streams is counted and leaves nothing behind', async () => {
    await house.happened(id, {
      type: 'SlotTaken',
      data: { applicationId: id, takenAt: '2026-03-01T09:00:00.000Z' },
    });
    await handle(await mine());
    expect(told.counts).toMatchObject({ other: 1, applied: 0 });
    expect(await stored()).toBeNull();
  });

  it('leaves a guard where the fold says there is no document', async () => {
    await house.happened(id, application.ApplicationAbandoned);
    await handle(await mine());
    await handle(await mine());
    expect(await stored()).toEqual({
      _id: id,
      guard: { applied: `application-${id}@0`, version: status.projection.version, refolds: 0, gone: true },
    });
    expect(told.counts).toMatchObject({ applied: 1, repeated: 1 });
    expect(await queries.byId(id)).toEqual({ document: null, reached: true });
  });

  it('moves the model’s freshness on, never back', async () => {
    const progress = new Progress(house.connection, status.projection.name);
    await begin();
    const batch = await mine();
    await handle(batch);
    await projector.reportProgress();
    const newest = (await progress.state())?.position;
    expect(newest).toBe(batch.at(-1)?.headers['ce_globalposition']?.padStart(20, '0'));
    const late = projecting(status.projection);
    await handle(batch.slice(0, 1), late);
    await late.reportProgress();
    expect((await progress.state())?.position).toBe(newest);
  });

  it('is refused by a projector of another version, untouched', async () => {
    await begin();
    await handle(await mine());
    const { version } = status.projection;
    const newer = projecting({ ...status.projection, version: version + 1 });
    await expect(handle(await mine(), newer)).rejects.toThrow(`is of version ${version}, not ${version + 1}`);
    expect((await stored())?.guard.version).toBe(status.projection.version);
  });
});

describe('a document kept warm', () => {
  it('that somebody else wrote meanwhile is read again, not overwritten', async () => {
    await begin();
    const batch = await mine();
    const other = projecting(status.projection);
    await handle(batch.slice(0, 2));
    await handle(batch.slice(0, 4), other);
    await handle(batch);
    const alone = await stored();
    await applicationStatusModel.on(house.connection).deleteOne({ _id: id });
    await handle(batch, projecting(status.projection));
    expect(alone).toEqual(await stored());
  });

  it('does not bring back what an erasure took out of it', async () => {
    await begin();
    const batch = await mine();
    await handle(batch.slice(0, -1));
    await house.codec.erase(started.data.subject);
    await refold(status, house, id);
    await handle(batch);
    expect((await stored())?.application?.identity).toBe('erased');
  });
});

describe('any delivery', () => {
  it('with repeats, gaps and overlaps ends in the same documents', async () => {
    await begin();
    await house.happened(
      id,
      DocumentAttached,
      credentialEvents.CredentialIssued,
      ApplicationSubmitted,
      fees.FundsReserved,
    );
    const batch = await mine();
    await handle(batch);
    const expected = await stored();
    const model = applicationStatusModel.on(house.connection);
    // Per stream in order, as the topic promises; but from anywhere, and again from anywhere.
    const slices = fc.array(fc.tuple(fc.nat(batch.length - 1), fc.integer({ min: 1, max: 4 })), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(slices, async (deliveries) => {
        await model.deleteOne({ _id: id });
        const fresh = projecting(status.projection);
        for (const [from, length] of deliveries) await handle(batch.slice(from, from + length), fresh);
        await handle(batch.slice(4), fresh);
        await handle(batch, fresh);
        expect(await stored()).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });
});

describe('batches of several partitions', () => {
  const start = async (of: string) => {
    const trackingNumber = of as typeof started.data.trackingNumber;
    await house.happened(of, { ...started, data: { ...started.data, trackingNumber } }, fees.BillIssued);
    return (await house.messages()).filter(({ key }) => key === of);
  };
  /** What the database was asked to write so far. */
  const writesOf = (connection: Connection) => {
    const told: number[] = [];
    const counting = (name: string) =>
      new Proxy(connection.collection(name), {
        get: (target, property: keyof mongo.Collection) => {
          const value: unknown = target[property];
          if (typeof value !== 'function') return value;
          return (...args: readonly unknown[]): unknown => {
            if (property === 'bulkWrite' && name === status.model.collection && Array.isArray(args[0]))
              told.push(args[0].length);
            return Reflect.apply(value, target, args);
          };
        },
      });
    const proxied = new Proxy(connection, {
      get: (target, property: keyof Connection) => {
        if (property === 'collection') return counting;
        const value: unknown = target[property];
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    return { connection: proxied, told };
  };

  it('that come while others are folded are written together, each key in its order', async () => {
    const cases = [id, randomUUID(), randomUUID()];
    const batches = [];
    for (const of of cases) batches.push(await start(of));
    const { connection, told: writes } = writesOf(house.connection);
    const together = new Projector(status, { ...house, connection }, told);
    await Promise.all(batches.map((batch) => handle(batch, together)));
    expect(writes).toEqual([3]);
    const found = await applicationStatusModel.on(house.connection).find({ _id: { $in: cases } });
    expect(found.map(({ guard }) => guard.applied.split(' ').length)).toEqual([2, 2, 2]);
    expect(told.counts).toMatchObject({ applied: 6, repeated: 0, lost: 0 });
  });
});

describe('two projectors at once', () => {
  it('cannot undo each other: who read before the other wrote folds again', async () => {
    await begin();
    const batch = await mine();
    await handle(batch.slice(0, 1));
    let overtaken = false;
    const decode: typeof house.codec.decode = async (event) => {
      // By now this one has read the document; its rival is quicker.
      if (!overtaken) {
        overtaken = true;
        await handle(batch.slice(0, 2), projecting(status.projection));
      }
      return house.codec.decode(event);
    };
    const slow = new Projector(status, { ...house, codec: { decode } }, told);
    await handle(batch.slice(2), slow);
    expect((await stored())?.guard.applied).toBe(`application-${id}@1 fees-${id}@1`);
    expect((await queries.byId(id)).document).toMatchObject({
      details: { period: 12 },
      fees: { paid: 70_000 },
    });
    expect(told.counts.lost).toBe(1);
  });

  it('on the same log end in the same documents', async () => {
    const ids: string[] = Array.from({ length: 4 }, () => randomUUID());
    for (id of ids) await begin();
    const all = (await house.messages()).filter(({ key }) => ids.includes(key));
    const run = async (size: number) => {
      const by = projecting(status.projection);
      for (let from = 0; from < all.length; from += size) await handle(all.slice(from, from + size), by);
    };
    await Promise.all([run(3), run(5)]);
    for (id of ids) {
      expect((await stored())?.guard.applied).toBe(`application-${id}@1 fees-${id}@1`);
      expect((await queries.byId(id)).document).toMatchObject({
        details: { period: 12 },
        fees: { paid: 70_000 },
      });
    }
  });
});

describe('poison', () => {
  /** Throws at DocumentAttached until it is mended. */
  let broken: boolean;
  let frail: Projector<ApplicationStatusDocument>;
  let retry: ParkedRetry<ApplicationStatusDocument>;
  let frailProjection: Projection<ApplicationStatusDocument>;
  const parkedKeys = () => new ParkedKeys(house.connection, status.projection.name);

  beforeEach(() => {
    broken = true;
    frailProjection = {
      ...status.projection,
      fold: (document, envelope) => {
        if (broken && envelope.event.type === 'DocumentAttached') throw new Error('a bug in the fold');
        return status.projection.fold(document, envelope);
      },
    };
    frail = projecting(frailProjection);
    retry = retrying(frailProjection);
  });

  it('parks its key: later events queue behind it, other keys go on', async () => {
    await begin();
    await house.happened(id, DocumentAttached, ApplicationSubmitted);
    const first = await mine();
    const poisoned = id;
    id = randomUUID();
    await begin();
    await handle([...first, ...(await mine())], frail);
    expect((await queries.byId(id)).document?.revision).toBe(1n);
    expect((await queries.byId(poisoned)).document).toMatchObject({ revision: 1n, phase: 'draft' });
    expect(told.parkedKeys).toEqual([`${poisoned} fold-failed`]);

    id = poisoned;
    await house.happened(id, fees.FundsReserved);
    await handle((await mine()).slice(-1), frail);
    expect(told.counts.waiting).toBe(1);
    expect((await queries.byId(id)).document?.fees?.reserved).toBe(0);
    expect(await parkedKeys().get(id)).toMatchObject({
      key: id,
      cause: {
        reason: 'fold-failed',
        message: expect.stringMatching(/^Error at projector\.spec\.ts:\d+$/),
        event: { type: 'DocumentAttached', revision: 2 },
      },
      waiting: { [`application-${id}`]: 3, [`fees-${id}`]: 2 },
      attempts: 0,
    });
  });

  it('is retried: again in vain, then with success, and the key goes on', async () => {
    await begin();
    await house.happened(id, DocumentAttached, ApplicationSubmitted);
    await handle(await mine(), frail);
    await handle(await mine(), frail);
    expect(await retry.retry(id)).toMatchObject({
      kind: 'failed-again',
      cause: { reason: 'fold-failed' },
    });
    expect((await parkedKeys().get(id))?.attempts).toBe(1);
    broken = false;
    expect(await retry.retry(id)).toEqual({ kind: 'released' });
    expect(told.releasedKeys).toEqual([id]);
    expect((await queries.byId(id)).document).toMatchObject({
      revision: 3n,
      phase: 'submitted',
      fees: { paid: 70_000 },
    });
    expect(await parkedKeys().get(id)).toBeNull();
    expect(await retry.retry(id)).toEqual({ kind: 'not-parked' });
    await house.happened(id, fees.FundsReserved);
    await handle((await mine()).slice(-1), frail);
    expect((await queries.byId(id)).document?.fees?.reserved).toBe(65_000);
  });

  it('queue and retry at the same time lose nothing', async () => {
    await begin();
    await house.happened(id, DocumentAttached);
    await handle(await mine(), frail);
    await house.happened(id, fees.FundsReserved, ApplicationSubmitted);
    const later = (await mine()).slice(-2);
    broken = false;
    await Promise.all([handle(later, frail), retry.retry(id)]);
    // Whoever was first: what is still parked is released by one retry more.
    if ((await parkedKeys().get(id)) !== null) await retry.retry(id);
    expect((await queries.byId(id)).document).toMatchObject({
      revision: 3n,
      phase: 'submitted',
      fees: { reserved: 65_000 },
    });
    expect(await parkedKeys().get(id)).toBeNull();
  });

  it('that an operator discards is left out, by a retry and by whoever folds the document anew', async () => {
    await begin();
    await house.happened(id, DocumentAttached, ApplicationSubmitted);
    await handle(await mine(), frail);
    await house.discarded(status.projection, { stream: `application-${id}`, revision: 2, key: id });
    expect(await retry.retry(id)).toEqual({ kind: 'released' });
    expect(told.counts.discarded).toBe(1);
    const document = await stored();
    expect(document).toMatchObject({ application: { phase: 'submitted', documents: [] } });
    await house.codec.erase(started.data.subject);
    expect(await refold({ ...status, projection: frailProjection }, house, id)).toBe(true);
    expect((await stored())?.application).toMatchObject({ identity: 'erased', documents: [] });
  });

  it('that was discarded for one version is tried again by another', async () => {
    await house.discarded(status.projection, { stream: `application-${id}`, revision: 0, key: id });
    const newer = { ...status.projection, version: status.projection.version + 1 };
    const [now, then] = await Promise.all(
      [status.projection, newer].map((projection) => discardsOf(projection, house.store, house.codec)),
    );
    const place = { stream: `application-${id}`, revision: 0 };
    expect([now?.has(place), then?.has(place)]).toEqual([true, false]);
    expect(now?.has({ ...place, revision: 1n })).toBe(false);
  });

  it('cannot be decoded: parked, and released once it can', async () => {
    await begin();
    const batch = await mine();
    const torn = batch.map((message, i) =>
      i === 2 ? { ...message, value: Buffer.from('{"data":') } : message,
    );
    await handle(torn);
    expect(told.parkedKeys).toEqual([`${id} undecodable`]);
    expect((await queries.byId(id)).document).toMatchObject({ revision: 0n });
    // What the topic tore is whole in the event store.
    expect(await retrying(status.projection).retry(id)).toEqual({ kind: 'released' });
    expect((await queries.byId(id)).document).toMatchObject({ revision: 1n, fees: { paid: 70_000 } });
  });

  it('is no message of ours: its key is parked with what came', async () => {
    await begin();
    const batch = await mine();
    const [first] = batch;
    if (first === undefined) throw new Error('begun');
    await handle([{ ...first, headers: { 'x-who': 'somebody' } }, ...batch.slice(1)]);
    expect(told.parkedKeys).toEqual([`${id} unreadable-message`]);
    expect(await parkedKeys().get(id)).toMatchObject({ cause: { headers: { 'x-who': 'somebody' } } });
    const retry = retrying(status.projection);
    expect(await retry.retry(id)).toMatchObject({ kind: 'failed-again' });
    expect(await stored()).toBeNull();
    expect(await retry.retry(id, { dropMessage: true })).toEqual({ kind: 'released' });
    expect((await queries.byId(id)).document).toMatchObject({ revision: 1n, fees: { paid: 70_000 } });
  });

  it('is a gap the event store cannot fill', async () => {
    await begin();
    const batch = await mine();
    const from = { ...batch[0], key: randomUUID() };
    id = from.key;
    const invented = batch.map((message) => ({
      ...message,
      key: id,
      headers: { ...message.headers, ce_subject: `application-${id}`, ce_streamrevision: '3' },
    }));
    await handle(invented.slice(2, 3));
    expect(told.parkedKeys).toEqual([`${id} gap`]);
  });

  it('is a document the database refuses', async () => {
    await makeMissing(house.connection, [applicationStatusModel.declared]);
    await begin();
    await handle(await mine());
    const number = id as typeof started.data.trackingNumber;
    id = randomUUID();
    const another = { ...started, data: { ...started.data, trackingNumber: number } };
    await house.happened(id, fees.BillIssued, another, DetailsProvided);
    await handle(await mine());
    expect(told.parkedKeys).toEqual([`${id} write-refused`]);
    expect(await retrying(status.projection).retry(id)).toMatchObject({
      kind: 'failed-again',
      cause: {
        reason: 'write-refused',
        message: 'code 11000, index application.trackingNumber_1',
        event: { type: 'ApplicationStarted', revision: 0 },
      },
    });
  });

  it('is not what a later release wrote: unknown types are stepped over and counted', async () => {
    await begin();
    const batch = await mine();
    const renamed = batch.map((message, i) =>
      i === 2
        ? { ...message, headers: { ...message.headers, ce_type: 'hawiya.application.beamed-up.v1' } }
        : message,
    );
    await handle(renamed);
    expect(told.counts.unknown).toBe(1);
    expect(told.parkedKeys).toEqual([]);
    expect((await queries.byId(id)).document).toMatchObject({ revision: 1n, details: null });
  });
});

describe('an erasure', () => {
  it('reaches the document when it is folded anew', async () => {
    await begin();
    await house.happened(id, credentialEvents.CredentialIssued);
    await handle(await mine());
    expect((await queries.byId(id)).document?.identity).toMatchObject({ lastFour: '6789' });
    await house.keys.erase(subject);
    expect(await refold(status, house, id)).toBe(true);
    const { document } = await queries.byId(id);
    expect(document).toMatchObject({
      identity: 'erased',
      details: { personal: 'erased' },
      credential: { personal: 'erased' },
    });
    expect(await refold(status, house, randomUUID())).toBe(false);
  });
});

describe('consuming the topic', () => {
  it('commits an offset only when the documents are stored', async () => {
    await begin();
    const distribution = await openEmbeddedDistribution({
      path: `${house.path}/topics`,
      backOff: { firstMs: 1, capMs: 5 },
    });
    await distribution.ensureTopics([{ name: EVENTS_TOPIC, partitions: 2 }]);
    const stop = new AbortController();
    let failures = 0;
    const consuming = distribution.consume({
      topic: EVENTS_TOPIC,
      group: 'projector.application-status',
      signal: stop.signal,
      handle: async (batch) => {
        if (failures === 0) throw new Error('the database is away for a moment');
        await projector.handle(batch);
      },
      onError: () => {
        failures += 1;
      },
    });
    await distribution.publish(EVENTS_TOPIC, await mine());
    const read = await queries.byId(id, { minRevision: 1n, waitMs: 5_000 });
    stop.abort();
    await consuming;
    await distribution.close();
    expect(read).toMatchObject({ reached: true, document: { revision: 1n } });
    expect(failures).toBe(1);
  });
});

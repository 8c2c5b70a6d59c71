import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApplicationStatusDocument } from '#read-models/application-status/document.js';
import { applicationStatusProjection as projection } from '#read-models/application-status/projection.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { applicationStatusModel as model } from '#read-models/application-status/schema.js';
import type { Position } from '#event-store/port.js';
import { ParkedKeys } from '../parked-keys.js';
import type { Projection } from '../projection.js';
import { Projector, type ProjectorParts } from '../projector.js';
import type { Guarded } from '../stored.js';
import {
  applicationEvents as application,
  feesEvents as fees,
  subject,
} from '#domain/testing/case-events.js';
import { afterReading } from '#read-models/testing/reading.js';
import { type TemporaryHouse, temporaryHouse, Told } from '#read-models/testing/temporary-house.js';
import type { Advance } from './fold-log.js';
import { Rebuild } from './rebuild.js';
import { refold } from './refold.js';
import { shadowsOf } from './shadow.js';
import { verify } from './verification.js';

const { ApplicationStarted, DetailsProvided, DocumentAttached } = application;

let house: TemporaryHouse;
let queries: ApplicationStatusQueries;
let id: string;
const told = new Told();

const collection = () => house.connection.collection<Guarded>(model.collection);
const parkedKeys = () => new ParkedKeys(house.connection, projection.name);
const verifying = () => verify({ model, projection }, house);
const rebuilding = (by: Projection<ApplicationStatusDocument>, parts: ProjectorParts = house) =>
  new Rebuild({ model, projection: by }, parts, told);
const started = (trackingNumber = id) => {
  const number = trackingNumber as typeof ApplicationStarted.data.trackingNumber;
  return { ...ApplicationStarted, data: { ...ApplicationStarted.data, trackingNumber: number } };
};

async function project(): Promise<void> {
  await new Projector({ model, projection }, house, told).handle({ messages: await house.messages() });
}

beforeAll(async () => {
  house = await temporaryHouse();
  queries = new ApplicationStatusQueries(house.connection, house.visibility);
});
afterAll(() => house.remove());

beforeEach(async () => {
  id = randomUUID();
  await house.happened(id, started(), fees.BillIssued, DetailsProvided);
  await rebuilding(projection).rebuild();
});

describe('an event that reaches only the old collection before the swap', () => {
  it('is folded into the new one', async () => {
    const parts = afterReading(house, async () => {
      await house.happened(id, DocumentAttached);
      await project();
    });
    await rebuilding(projection, parts).rebuild();
    expect((await queries.byId(id)).document).toMatchObject({ documents: [{ documentId: 'd-1' }] });
    expect(await verifying()).toMatchObject({ differing: 0, rechecked: 0 });
  });
});

describe('a document the database refuses', () => {
  it('is held up at the very event; the others go on', async () => {
    const second = randomUUID();
    await house.happened(second, fees.BillIssued, started(), DetailsProvided);
    await project();
    const rebuilt = await rebuilding(projection).rebuild();
    expect(rebuilt.parked).toHaveLength(1);
    const [key = ''] = rebuilt.parked;
    expect(await parkedKeys().get(key)).toMatchObject({
      cause: { reason: 'write-refused', event: { type: 'ApplicationStarted', revision: 0 } },
    });
    expect(await verifying()).toMatchObject({ differing: 0 });

    await house.discarded(projection, { stream: `application-${key}`, revision: 0, key });
    expect(await rebuilding(projection).rebuild()).toMatchObject({ parked: [], discarded: 1 });
    expect((await collection().findOne({ _id: key }))?.guard.applied).toContain(`application-${key}@1`);
    expect(await verifying()).toMatchObject({ differing: 0 });
  });
});

describe('an event that is discarded while the shadow is built', () => {
  it('is left out of the model that takes over', async () => {
    await house.happened(id, DocumentAttached);
    const frail: typeof projection = {
      ...projection,
      fold: (document, envelope) => {
        if (envelope.event.type === 'DocumentAttached' && envelope.metadata.partitionKey === id)
          throw new Error('a bug');
        return projection.fold(document, envelope);
      },
    };
    const event = { stream: `application-${id}`, revision: 2, key: id };
    const parts = afterReading(house, () => house.discarded(projection, event));
    expect((await rebuilding(frail, parts).rebuild()).parked).toEqual([id]);
    expect(await parkedKeys().count()).toBe(0);
    expect((await queries.byId(id)).document).toMatchObject({ revision: 2n, documents: [] });
    expect((await rebuilding(frail).rebuild()).parked).toEqual([]);
  });
});

describe('an erasure during a rebuild', () => {
  /** The document in what is being built. */
  const inShadow = async () => {
    const [shadow] = await shadowsOf(house.connection, model);
    return JSON.stringify(await shadow?.collection.findOne({ _id: id }));
  };
  const erase = async () => {
    await house.codec.erase(subject);
    expect(await refold({ model, projection }, house, id)).toBe(true);
  };

  it('reaches what is stored of the shadow: nothing lies about after a kill, nothing is brought back', async () => {
    const [events, killed] = [(await house.messages()).length, new AbortController()];
    const advanced = (advance: Advance) => (advance.events === events ? killed.abort('killed') : undefined);
    const options = { pageEvents: 1, checkpointEveryMs: 0, signal: killed.signal, advanced };
    await expect(rebuilding(projection).rebuild(options)).rejects.toBe('killed');
    expect(await inShadow()).toContain('ERIKSSON');
    await erase();
    expect(await inShadow()).not.toContain('ERIKSSON');
    await rebuilding(projection).rebuild();
    expect(JSON.stringify(await collection().findOne({ _id: id }))).not.toContain('ERIKSSON');
    expect(await house.connection.collection('refolded').countDocuments()).toBe(0);
    for (const { _id } of await collection().find().toArray())
      await refold({ model, projection }, house, _id);
    expect(await verifying()).toMatchObject({ differing: 0 });
  });

  it('reaches documents that were only in memory, or swapped a moment before', async () => {
    const parts = afterReading(house, erase);
    await rebuilding(projection, parts).rebuild({ checkpointEveryMs: 60_000 });
    expect(JSON.stringify(await collection().findOne({ _id: id }))).not.toContain('ERIKSSON');
    expect((await queries.byId(id)).document?.identity).toBe('erased');
  });

  it('does not stop the build that holds the document in hand', async () => {
    const all = (await house.messages()).length;
    // Stored after every event, so that the erasure finds it; then another event of the same case comes.
    const parts = afterReading(house, async () => {
      await erase();
      await house.happened(id, DocumentAttached);
    });
    const store = Object.assign(Object.create(parts.store) as typeof parts.store, {
      async *readAll(options: Parameters<typeof parts.store.readAll>[0]) {
        yield* parts.store.readAll(options);
        // The end has moved: as if the store had been slower.
        yield* house.store.readAll({ ...options, after: BigInt(all) as Position });
      },
    });
    const options = { pageEvents: 1, checkpointEveryMs: 0 };
    const { events } = await rebuilding(projection, { ...house, store }).rebuild(options);
    expect(events).toBe(all + 1);
    expect((await queries.byId(id)).document).toMatchObject({
      identity: 'erased',
      documents: [{ documentId: 'd-1' }],
    });
  });
});

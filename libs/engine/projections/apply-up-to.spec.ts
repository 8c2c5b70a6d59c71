import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import type { StoredEvent } from '#event-sourcing/codec.js';
import type { RecordedEvent } from '#event-store/port.js';
import { createIndex } from '#runtime/mongodb/collections.js';
import type { ApplicationStatusDocument } from '#read-models/application-status/document.js';
import { applicationStatusProjection } from '#read-models/application-status/projection.js';
import { applicationStatusModel as model } from '#read-models/application-status/schema.js';
import {
  applicationEvents as application,
  credentialEvents as credential,
  feesEvents as fees,
} from '#domain/testing/case-events.js';
import { type TemporaryHouse, temporaryHouse, Told } from '#read-models/testing/temporary-house.js';
import { applyUpTo } from './apply-up-to.js';
import { Documents } from './documents.js';
import { Folder } from './folder.js';
import { UNOBSERVED } from './observer.js';
import type { Cause } from './parked-keys.js';
import { ParkedKeys } from './parked-keys.js';
import { Progress } from './progress.js';
import type { Projection } from './projection.js';
import { Projector } from './projector.js';
import { BulkBuild } from './rebuild/bulk-build.js';
import { Rebuild } from './rebuild/rebuild.js';
import { buffersOf, packEvents, unpackEvents } from './rebuild/threads/packed-events.js';
import { groupsOf, pages } from './recorded.js';
import type { Guarded } from './stored.js';

jest.setTimeout(60_000);

const ids: readonly string[] = Array.from({ length: 6 }, () => randomUUID());
/** One whose attachment cannot be folded, and one the database refuses from its start on. */
const [frail = '', refused = ''] = ids;
const frailProjection: Projection<ApplicationStatusDocument> = {
  ...applicationStatusProjection,
  fold: (document, envelope) => {
    if (envelope.event.type === 'DocumentAttached' && envelope.metadata.partitionKey === frail)
      throw new Error('a bug');
    return applicationStatusProjection.fold(document, envelope);
  },
};

type Groups = ReadonlyMap<string, readonly StoredEvent[]>;
/** Whoever applies events and remembers which keys are held up. */
interface Applier {
  add(groups: Groups): Promise<void>;
  flush(): Promise<ReadonlyMap<string, Cause>>;
}

let house: TemporaryHouse;
let log: readonly RecordedEvent[];
let folder: Folder<ApplicationStatusDocument>;

/** Without the guard's number of races and the like: what a reader sees, and which events are in it. */
const storedIn = (name: string) =>
  house.connection
    .collection<Guarded>(name)
    .find({ _id: { $in: [...ids] } })
    .sort({ _id: 1 })
    .toArray();

beforeAll(async () => {
  house = await temporaryHouse();
  folder = new Folder(frailProjection, house.store, house.codec);
  const { ApplicationStarted, DetailsProvided, DocumentAttached, ApplicationSubmitted } = application;
  const steps = [fees.BillIssued, undefined, DetailsProvided, fees.PaymentReceived, DocumentAttached];
  const later = [fees.FundsReserved, credential.CredentialIssued, ApplicationSubmitted];
  for (const step of [...steps, ...later]) {
    for (const id of ids) {
      const trackingNumber = id as typeof ApplicationStarted.data.trackingNumber;
      const started = { ...ApplicationStarted, data: { ...ApplicationStarted.data, trackingNumber } };
      await house.happened(id, step ?? started);
    }
  }
  const read: RecordedEvent[] = [];
  for await (const page of pages(house.store, undefined)) read.push(...page);
  log = read;
});
afterAll(() => house.remove());

/** A collection in which somebody else has the refused case's tracking number. */
async function collection() {
  const target = house.connection.collection<Guarded>(`applied-${randomUUID()}`);
  for (const index of model.declared.indexes) await createIndex(target, index);
  const guard = { applied: '', version: applicationStatusProjection.version, refolds: 0 };
  await target.insertOne({ _id: 'another', guard, application: { trackingNumber: refused } } as Guarded);
  return target;
}

/** Applies at once, so many events of a document between two writes. */
function writingThrough(documents: Documents<ApplicationStatusDocument>, batch: number): Applier {
  const held = new Map<string, Cause>();
  return {
    add: async (groups) => {
      const targets = new Map(
        [...groups].filter(([key]) => !held.has(key)).map(([key, events]) => [key, { events }]),
      );
      const reached = await applyUpTo({ folder, documents, observer: UNOBSERVED }, targets, { batch });
      for (const [key, { cause }] of reached) if (cause !== undefined) held.set(key, cause);
    },
    flush: () => Promise.resolve(held),
  };
}

/** Applies through a bulk cache of so many documents. */
function writingBack(documents: Documents<ApplicationStatusDocument>, mostInMemory: number): Applier {
  const build = new BulkBuild(folder, documents, { mostInMemory, resumed: new Map() });
  return {
    add: (groups) => build.add(groups),
    flush: async () => {
      const { poisoned } = await build.flush();
      return new Map(Array.from(poisoned, ([key, { cause }]) => [key, cause]));
    },
  };
}

/** Deals a page out by key, packed and unpacked, as a thread gets it. */
function dealt(groups: Groups, place: number, places: number): Groups {
  const mine = new Map([...groups].filter(([key]) => ids.indexOf(key) % places === place));
  const packed = packEvents(mine);
  return unpackEvents(structuredClone(packed, { transfer: buffersOf(packed) }));
}

/** The log in pages of these sizes, over and over. */
function* paged(sizes: readonly number[]): Generator<readonly RecordedEvent[]> {
  for (let from = 0, i = 0; from < log.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    yield log.slice(from, from + size);
    from += size;
  }
}

async function applyLog(sizes: readonly number[], appliers: readonly Applier[]) {
  for (const page of paged(sizes)) {
    const groups = groupsOf(page, frailProjection);
    await Promise.all(appliers.map((each, place) => each.add(dealt(groups, place, appliers.length))));
  }
  const held = (await Promise.all(appliers.map((each) => each.flush()))).flatMap((each) => [...each]);
  const named = held.map(
    ([key, cause]) => [key, cause.reason, 'event' in cause && cause.event.type] as const,
  );
  return named.sort(([a], [b]) => (a < b ? -1 : 1));
}

const sizes = fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 4 });
const writer = fc.record({
  sizes,
  /** Threads. */
  threads: fc.integer({ min: 1, max: 3 }),
  /** Events between two writes of a document; or documents in memory. */
  through: fc.boolean(),
  size: fc.integer({ min: 1, max: 5 }),
});

describe('any batch size, any split over threads, any two at once', () => {
  it('give the documents, and hold up the keys at the events, that batch size one gives', async () => {
    const one = await collection();
    const { version } = applicationStatusProjection;
    const heldUp = await applyLog([1], [writingThrough(new Documents(one, version), 1)]);
    const expected = await storedIn(one.collectionName);
    expect(heldUp).toHaveLength(2);
    expect(heldUp).toContainEqual([frail, 'fold-failed', 'DocumentAttached']);
    expect(heldUp).toContainEqual([refused, 'write-refused', 'ApplicationStarted']);
    expect(expected).toHaveLength(6);
    await fc.assert(
      fc.asyncProperty(fc.array(writer, { minLength: 1, maxLength: 2 }), async (writers) => {
        const target = await collection();
        const ends = await Promise.all(
          writers.map(({ threads, through, size, ...each }) => {
            const start = through ? writingThrough : writingBack;
            const appliers = Array.from({ length: threads }, () =>
              start(new Documents(target, version), size),
            );
            return applyLog(each.sizes, appliers);
          }),
        );
        for (const end of ends) expect(end).toEqual(heldUp);
        expect(await storedIn(target.collectionName)).toEqual(expected);
        await target.drop();
      }),
      { numRuns: 25 },
    );
  });
});

describe('any interleaving of a rebuild with live traffic', () => {
  it('gives the documents that live traffic of batch size one gives', async () => {
    const projected = { model, projection: applicationStatusProjection };
    const live = async (batches: readonly number[]) => {
      const projector = new Projector(projected, house, new Told());
      const messages = await house.messages();
      for (let from = 0, i = 0; from < messages.length; i += 1) {
        const size = batches[i % batches.length] ?? 1;
        const [first, ...rest] = messages.slice(from, from + size);
        if (first !== undefined) await projector.handle({ messages: [first, ...rest] });
        from += size;
      }
    };
    await new Progress(house.connection, projected.projection.name).built(
      projected.projection.version,
      undefined,
    );
    await live([1]);
    const expected = await storedIn(model.collection);
    expect(expected).toHaveLength(6);
    const plan = fc.record({ batches: sizes, pageEvents: fc.integer({ min: 1, max: 20 }) });
    await fc.assert(
      fc.asyncProperty(plan, async ({ batches, pageEvents }) => {
        await house.connection.collection(model.collection).deleteMany({});
        const rebuild = new Rebuild(projected, house, new Told());
        await Promise.all([live(batches), rebuild.rebuild({ pageEvents, checkpointEveryMs: 0 })]);
        expect(await storedIn(model.collection)).toEqual(expected);
        expect(await new ParkedKeys(house.connection, projected.projection.name).count()).toBe(0);
      }),
      { numRuns: 8 },
    );
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApplicationStatusDocument } from '#read-models/application-status/document.js';
import { applicationStatusProjection as projection } from '#read-models/application-status/projection.js';
import { applicationStatusModel as model } from '#read-models/application-status/schema.js';
import { Progress } from '../progress.js';
import type { Projection } from '../projection.js';
import { Projector } from '../projector.js';
import type { Guarded } from '../stored.js';
import { applicationEvents as application, feesEvents as fees } from '#domain/testing/case-events.js';
import { afterReading } from '#read-models/testing/reading.js';
import { type TemporaryHouse, temporaryHouse, Told } from '#read-models/testing/temporary-house.js';
import { alone, BusyElsewhereError } from './alone.js';
import { Rebuild } from './rebuild.js';
import { NotVerifiableError, verify, type VerifyOptions } from './verification.js';

const { ApplicationStarted, DetailsProvided, DocumentAttached } = application;

let house: TemporaryHouse;
const told = new Told();
const ids = Array.from({ length: 5 }, () => randomUUID()).sort();
const [a, b, c, d] = ids as unknown as [string, string, string, string]; // there are five

const collection = () => house.connection.collection<Guarded>(model.collection);
const verifying = (options?: VerifyOptions) => verify({ model, projection }, house, options);

async function project(by: Projection<ApplicationStatusDocument> = projection): Promise<void> {
  await new Projector({ model, projection: by }, house, told).handle({ messages: await house.messages() });
}

beforeAll(async () => {
  house = await temporaryHouse();
  for (const id of ids) {
    const trackingNumber = id as string as typeof ApplicationStarted.data.trackingNumber;
    const data = { ...ApplicationStarted.data, trackingNumber };
    await house.happened(id, { ...ApplicationStarted, data }, fees.BillIssued, DetailsProvided);
  }
});
afterAll(() => house.remove());

beforeEach(async () => {
  await new Rebuild({ model, projection }, house, told).rebuild();
});

describe('verification', () => {
  it('finds a model as it should be, and leaves nothing behind', async () => {
    expect(await verifying()).toMatchObject({ documents: 5, rechecked: 0, waiting: 0, differing: 0 });
    const { hashes } = await verifying();
    expect(hashes.actual).toBe(hashes.expected);
    const names = (await house.connection.listCollections()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith(`${model.collection}.`))).toEqual([]);
  });

  it('names every kind of difference, and the fields, but no values', async () => {
    await collection().updateOne(
      { _id: a },
      { $set: { 'application.phase': 'issued', 'application.details.personal.passport.surname': 'SECRET' } },
    );
    await collection().deleteOne({ _id: b });
    await collection().updateOne(
      { _id: c },
      { $set: { 'guard.applied': `application-${c}@0`, 'application.details': null }, $unset: { fees: 1 } },
    );
    await collection().insertOne({
      _id: 'zz',
      guard: { applied: 'application-zz@0', version: projection.version, refolds: 0 },
    });
    const report = await verifying();
    expect(report).toMatchObject({ documents: 5, differing: 4, waiting: 0, rechecked: 4 });
    expect(report.differences).toMatchObject([
      { id: a, kind: 'content', parked: false },
      { id: b, kind: 'missing' },
      { id: c, kind: 'content' },
      { id: 'zz', kind: 'extra' },
    ]);
    expect(report.differences[0]?.fields.toSorted()).toEqual([
      'application.details.personal.passport.surname',
      'application.phase',
    ]);
    expect(JSON.stringify(report)).not.toContain('SECRET');
    expect(report.hashes.actual).not.toBe(report.hashes.expected);
  });

  it('does not mind a refold', async () => {
    await collection().updateOne({ _id: a }, { $inc: { 'guard.refolds': 1 } });
    expect(await verifying()).toMatchObject({ differing: 0, rechecked: 0 });
  });

  it('is of a model of its own version only, and by one at a time', async () => {
    await new Progress(house.connection, projection.name).built(projection.version + 1, undefined);
    await expect(verifying()).rejects.toThrow(NotVerifiableError);
    await new Progress(house.connection, projection.name).built(projection.version, undefined);
    await alone(house.connection, `verification of ${projection.name}`, {}, () =>
      expect(verifying({ patienceMs: 1 })).rejects.toThrow(BusyElsewhereError),
    );
  });
});

describe('events that arrive meanwhile', () => {
  it('and are folded at once are no difference', async () => {
    const parts = afterReading(house, async () => {
      await house.happened(a, DocumentAttached);
      await project();
    });
    expect(await verify({ model, projection }, parts)).toMatchObject({ rechecked: 1, differing: 0 });
  });

  it('and are folded late are waited for', async () => {
    await house.happened(b, DocumentAttached);
    const late = verifying({
      graceMs: 60_000,
      advanced: () => void setTimeout(() => void project(), 200),
    });
    expect(await late).toMatchObject({ rechecked: 1, waiting: 0, differing: 0 });
  });

  it('and are still on their way in the end are told apart from those that never came', async () => {
    await house.happened(c, DocumentAttached);
    const inFlight = () => Promise.resolve(true);
    expect(await verifying({ inFlight })).toMatchObject({ waiting: 1, differing: 0 });
    const lost = await verifying();
    expect(lost).toMatchObject({ waiting: 0, differing: 1 });
    expect(lost.differences).toMatchObject([{ id: c, kind: 'behind', parked: false }]);
    await project();
  });

  it('do not hide a difference in the same document', async () => {
    await collection().updateOne({ _id: d }, { $set: { 'application.phase': 'issued' } });
    const parts = afterReading(house, async () => {
      await house.happened(d, DocumentAttached);
      await project();
    });
    const { differences } = await verify({ model, projection }, parts);
    expect(differences).toEqual([{ id: d, kind: 'content', fields: ['application.phase'], parked: false }]);
  });
});

describe('a parked key', () => {
  const frail: Projection<ApplicationStatusDocument> = {
    ...projection,
    fold: (document, envelope) => {
      if (envelope.event.type === 'ReviewDeclared') throw new Error('a bug');
      return projection.fold(document, envelope);
    },
  };

  it('is no difference while it cannot be folded, and is one that a replay would mend once it can', async () => {
    await house.happened(a, application.ReviewDeclared, DocumentAttached);
    await project(frail);
    expect(await verify({ model, projection: frail }, house)).toMatchObject({ differing: 0, waiting: 0 });
    const { differences } = await verifying({ graceMs: 60_000 });
    expect(differences).toEqual([{ id: a, kind: 'behind', fields: [], parked: true }]);
  });

  it('that is held up without being parked is found', async () => {
    await house.connection.collection('parked').deleteMany({});
    const { differences } = await verify({ model, projection: frail }, house);
    expect(differences).toMatchObject([{ id: a, parked: false }]);
  });
});

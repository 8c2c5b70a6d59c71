import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import type { ReceivedMessage } from '#topics/port.js';
import type { Day } from '#domain/kernel/brand.js';
import type { Codec } from '#event-sourcing/codec.js';
import { KeyStoreError } from '#event-sourcing/keys/key-store-error.js';
import { isTransient } from '#runtime/mongodb/failure.js';
import { type CommandFailure, failNext } from '#test/support/fail-command.js';
import { openCases } from '#read-models/application-status/case-ids.js';
import type { ApplicationStatusDocument } from '#read-models/application-status/document.js';
import { applicationStatusProjection } from '#read-models/application-status/projection.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { applicationStatusModel } from '#read-models/application-status/schema.js';
import { ApplicationsReportQueries } from '#read-models/applications-report/queries.js';
import { ReviewQueueQueries } from '#read-models/review-queue/queries.js';
import {
  applicationEvents as application,
  feesEvents as fees,
  subject,
} from '#domain/testing/case-events.js';
import { type TemporaryHouse, temporaryHouse, Told } from '#read-models/testing/temporary-house.js';
import { ParkedKeys } from './parked-keys.js';
import { Projector } from './projector.js';
import { refusedPlaces } from './refusals.js';
import type { Projection } from './projection.js';

const PERIOD = { from: '2026-03-01' as Day, to: '2026-03-01' as Day };

let house: TemporaryHouse;
let told: Told;
let id: string;

beforeAll(async () => {
  house = await temporaryHouse();
});
afterAll(() => house.remove());
beforeEach(() => {
  id = randomUUID();
  told = new Told();
});

const projecting = (projection: Projection<ApplicationStatusDocument> = applicationStatusProjection) =>
  new Projector({ model: applicationStatusModel, projection }, house, told);

/** Of a new case: first its start, then what follows. */
async function batches(): Promise<readonly [ReceivedMessage, ReceivedMessage, ...ReceivedMessage[]]> {
  const { ApplicationStarted, DetailsProvided } = application;
  await house.happened(id, ApplicationStarted, fees.BillIssued, DetailsProvided, fees.PaymentReceived);
  const [first, second, ...rest] = (await house.messages()).filter(({ key }) => key === id);
  if (first === undefined || second === undefined) throw new Error('four events happened');
  return [first, second, ...rest];
}

const stored = () => applicationStatusModel.on(house.connection).findById(id).lean();
const parked = () => new ParkedKeys(house.connection, applicationStatusProjection.name).get(id);
const WRITES = ['insert', 'update'];

describe('a person whose key is damaged', () => {
  it('has their key of the model parked; the others’ events are folded', async () => {
    await batches();
    const other = randomUUID();
    await house.happened(other, application.ApplicationStarted);
    const messages = (await house.messages()).filter(({ key }) => key === id || key === other);
    const codec: Pick<Codec, 'decode'> = {
      decode: (stored) =>
        stored.stream.endsWith(id)
          ? Promise.reject(new KeyStoreError('damaged', 'the record of key 7 is damaged'))
          : house.codec.decode(stored),
    };
    const projected = { model: applicationStatusModel, projection: applicationStatusProjection };
    const [first, ...rest] = messages;
    if (first === undefined) throw new Error('events happened');
    await new Projector(projected, { ...house, codec }, told).handle({ messages: [first, ...rest] });
    expect(told.parkedKeys).toEqual([`${id} undecodable`]);
    expect(await applicationStatusModel.on(house.connection).findById(other).lean()).not.toBeNull();
  });
});

describe('a batch while MongoDB fails', () => {
  it.each<[string, Omit<CommandFailure, 'failCommands'>, boolean]>([
    ['the connection is lost', { closeConnection: true }, true],
    ['the primary steps down', { errorCode: 10_107 }, true],
    ['the primary shuts down', { errorCode: 91 }, true],
    ['another write conflicts', { errorCode: 112, errorLabels: ['TransientTransactionError'] }, true],
    ['the disk is full', { errorCode: 14_031 }, true],
    ['a majority does not answer', { writeConcernError: { code: 64, errmsg: 'timed out' } }, true],
    ['a majority cannot be had', { writeConcernError: { code: 100, errmsg: 'not enough' } }, true],
    ['we may not write', { errorCode: 13 }, false],
    ['the request is a bug', { errorCode: 9 }, false],
  ])('(%s) fails, parks nothing, and is repeated with success', async (_, failure, transient) => {
    const [first, ...rest] = await batches();
    const projector = projecting();
    for (const messages of [[first], rest] as readonly [ReceivedMessage, ...ReceivedMessage[]][]) {
      const before = await stored();
      await failNext(house.connection, 1, { failCommands: WRITES, ...failure });
      const error = await projector.handle({ messages }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(mongo.MongoError);
      expect(isTransient(error)).toBe(transient);
      // Whether it was written is not said: if it was, only not safely.
      if (failure.writeConcernError === undefined) expect(await stored()).toEqual(before);
      await projector.handle({ messages });
    }
    expect((await stored())?.guard.applied).toBe(`application-${id}@1 fees-${id}@1`);
    expect(await parked()).toBeNull();
    expect(told.counts).toMatchObject({ lost: 0 });
    expect(told.parkedKeys).toEqual([]);
  });

  it('fails together with those of other partitions, and each comes again by itself', async () => {
    const [first, ...rest] = await batches();
    const one = [first, ...rest] as const;
    id = randomUUID();
    const [other, ...more] = await batches();
    const both = [one, [other, ...more] as const];
    const projector = projecting();
    await failNext(house.connection, 1, { failCommands: WRITES, errorCode: 10_107 });
    const handled = both.map((messages) => projector.handle({ messages: [...messages] }));
    const ends = await Promise.allSettled(handled);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    for (const messages of both) await projector.handle({ messages: [...messages] });
    expect(told.counts).toMatchObject({ applied: 8, lost: 0 });
    expect(await stored()).not.toBeNull();
  });

  it.each([
    ['the connection is lost', { closeConnection: true }],
    ['the primary steps down', { errorCode: 11_602 }],
    ['the collection was swapped', { errorCode: 175 }],
  ])(
    '(%s while reading) fails or is read again by the driver, and is repeated with success',
    async (_, failure) => {
      const [first, ...rest] = await batches();
      await projecting().handle({ messages: [first, ...rest] });
      await failNext(house.connection, 2, { failCommands: ['find'], ...failure });
      const error = await projecting()
        .handle({ messages: [first] })
        .catch((reason: unknown) => reason);
      expect(isTransient(error)).toBe(true);
      await failNext(house.connection, 0, { failCommands: [] });
      await projecting().handle({ messages: [first, ...rest] });
      expect(told.counts).toMatchObject({ applied: 4, repeated: 4, lost: 0 });
    },
  );
});

describe('a list whose collection is swapped while it is read', () => {
  const lists: readonly [string, string, () => Promise<unknown>][] = [
    [
      'cases of a person',
      'find',
      () => new ApplicationStatusQueries(house.connection, house.visibility).page([subject], {}),
    ],
    ['ids of the open cases', 'find', () => openCases(house.connection)],
    ['queue', 'find', () => new ReviewQueueQueries(house.connection).page()],
    ['report', 'aggregate', () => new ApplicationsReportQueries(house.connection).report(PERIOD)],
  ];

  it.each(lists)('(%s) is read again, and given up if that goes on', async (_, command, read) => {
    const expected = await read();
    await failNext(house.connection, 1, { failCommands: [command], errorCode: 175 });
    expect(await read()).toEqual(expected);
    await failNext(house.connection, 100, { failCommands: [command], errorCode: 175 });
    await expect(read()).rejects.toMatchObject({ code: 175 });
    await failNext(house.connection, 0, { failCommands: [] });
  });
});

describe('a document that MongoDB will never take', () => {
  it('is parked because it is too large, and the others of its batch are written', async () => {
    const [first, ...rest] = await batches();
    const large = id;
    id = randomUUID();
    const others = await batches();
    const huge = 'x'.repeat(17 * 1024 * 1024);
    const swelling: Projection<ApplicationStatusDocument> = {
      ...applicationStatusProjection,
      fold: (document, envelope) => {
        const folded = applicationStatusProjection.fold(document, envelope);
        const mine = envelope.metadata.partitionKey === large && envelope.event.type === 'DetailsProvided';
        return mine ? ({ ...folded, huge } as unknown as ApplicationStatusDocument) : folded;
      },
    };
    await projecting(swelling).handle({ messages: [first, ...rest, ...others] });
    expect((await stored())?.guard.applied).toBe(`application-${id}@1 fees-${id}@1`);
    id = large;
    expect(told.parkedKeys).toEqual([`${large} write-refused`]);
    expect(await parked()).toMatchObject({ cause: { message: expect.stringContaining('too large') } });
  }, 30_000);

  it.each<[Refusal, string]>([
    [
      { index: 1, code: 11_000, errmsg: 'E11000 dup key … index: x_1 dup key: { x: "secret" }' },
      'code 11000, index x_1',
    ],
    [{ index: 1, code: 171, errmsg: 'cannot index parallel arrays' }, 'code 171'],
  ])('is told apart by its code: %j', (refusal, why) => {
    expect(refusedPlaces(bulkError([refusal]))).toEqual(new Map([[1, why]]));
  });

  it('is no document whose place is taken, nor one that was in the way of a stepdown', () => {
    const taken = { index: 0, code: 11_000, errmsg: 'E11000 dup key … index: _id_ dup key: { _id: "a" }' };
    expect(refusedPlaces(bulkError([taken]))).toEqual(new Map());
    const stepdown = bulkError([taken, { index: 1, code: 11_602, errmsg: 'interrupted' }]);
    expect(() => refusedPlaces(stepdown)).toThrow(stepdown);
  });
});

type Refusal = Pick<mongo.WriteError, 'index' | 'code' | 'errmsg'>;

/** As the driver makes it of an answer with `writeErrors`, which no fail point makes. */
function bulkError(refusals: readonly [Refusal, ...Refusal[]]): mongo.MongoBulkWriteError {
  const [{ code, errmsg = '' }] = refusals;
  const writeErrors = refusals as unknown as mongo.WriteError[]; // its getters, as fields
  const result = { getWriteConcernError: () => undefined } as unknown as mongo.BulkWriteResult; // all that is asked
  return new mongo.MongoBulkWriteError({ message: errmsg, code, writeErrors }, result);
}

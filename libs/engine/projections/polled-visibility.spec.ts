import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { eventually } from '#test/support/eventually.js';
import { applicationStatusProjection as projection } from '#read-models/application-status/projection.js';
import { applicationStatusModel as model } from '#read-models/application-status/schema.js';
import { refold } from './rebuild/refold.js';
import {
  applicationEvents as application,
  feesEvents as fees,
  subject,
} from '#domain/testing/case-events.js';
import { type TemporaryHouse, temporaryHouse, Told } from '#read-models/testing/temporary-house.js';
import { InProcessVisibility } from './in-process-visibility.js';
import { PolledVisibility } from './polled-visibility.js';
import { Projector } from './projector.js';

const { ApplicationStarted, DetailsProvided } = application;
/** Of a wait that must not end by time. */
const LONG_MS = 60_000;

let house: TemporaryHouse;
/** Of this process, which has no projector. */
let told: InProcessVisibility;
/** How often it was looked, and whether looking fails. */
let looks = 0;
let broken = false;
let visibility: PolledVisibility;
let id: string;
let other: string;

beforeAll(async () => {
  house = await temporaryHouse();
});
afterAll(() => house.remove());

beforeEach(async () => {
  [looks, broken] = [0, false];
  const collection: Connection['collection'] = (name, options) => {
    looks += 1;
    if (broken) throw new Error('the database is away');
    return house.connection.collection(name, options);
  };
  told = new InProcessVisibility();
  visibility = new PolledVisibility({ collection }, told);
  [id, other] = [randomUUID(), randomUUID()];
  await house.happened(id, started(id));
  await house.happened(other, started(other));
  await project();
});

function started(trackingNumber: string) {
  const number = trackingNumber as typeof ApplicationStarted.data.trackingNumber;
  return { ...ApplicationStarted, data: { ...ApplicationStarted.data, trackingNumber: number } };
}

/** As another process does it. */
async function project(): Promise<void> {
  const parts = { ...house, visibility: { written: () => undefined } };
  await new Projector({ model, projection }, parts, new Told()).handle({ messages: await house.messages() });
}

describe('a reader beside no projector', () => {
  it('hears of a write that came before the first look', async () => {
    const watch = visibility.watch(model, id);
    await house.happened(id, DetailsProvided);
    await project();
    await watch.next(LONG_MS);
    watch.close();
  });

  it('hears of each later write of any section, and only of its own document', async () => {
    const [watch, elsewhere] = [visibility.watch(model, id), visibility.watch(model, other)];
    await Promise.all([watch.next(LONG_MS), elsewhere.next(LONG_MS)]); // they are seen for the first time
    const heard = elsewhere.next(LONG_MS).then(() => 'other');
    for (const event of [DetailsProvided, fees.BillIssued]) {
      const next = watch.next(LONG_MS).then(() => 'own');
      await house.happened(id, event);
      await project();
      expect(await Promise.race([next, heard])).toBe('own');
    }
    watch.close();
    elsewhere.close();
    expect(await heard).toBe('other'); // whoever closes is let go
  });

  it('hears of a document that begins to be', async () => {
    const late = randomUUID();
    const watch = visibility.watch(model, late);
    const known = visibility.watch(model, id);
    const next = watch.next(LONG_MS).then(() => 'late');
    await known.next(LONG_MS); // looked for both
    await house.happened(late, started(late));
    await project();
    expect(await next).toBe('late');
    watch.close();
    known.close();
  });

  it('hears of an erasure', async () => {
    const watch = visibility.watch(model, id);
    await watch.next(LONG_MS);
    await house.codec.erase(subject);
    await refold({ model, projection }, house, id);
    await watch.next(LONG_MS);
    watch.close();
  });

  it('hears what this process writes at once, too', async () => {
    broken = true;
    const watch = visibility.watch(model, id);
    const next = watch.next(LONG_MS);
    told.written(model.name, id);
    await next;
    watch.close();
  });

  it('hears of writes again when the database was away', async () => {
    broken = true;
    const watch = visibility.watch(model, id);
    const next = watch.next(LONG_MS);
    await eventually(() => looks > 1);
    broken = false;
    await next;
    watch.close();
  });
});

describe('looking', () => {
  it('is one question for all who wait', async () => {
    const watches = [id, other, id, other].map((each) => visibility.watch(model, each));
    await Promise.all(watches.map((watch) => watch.next(LONG_MS)));
    expect(looks).toBe(1);
    for (const watch of watches) watch.close();
  });
});

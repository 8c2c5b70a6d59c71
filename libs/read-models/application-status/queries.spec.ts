import type { Subject } from '#decider/brand.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TrackingNumber } from '#domain/kernel/brand.js';
import { Projector } from '#projections/projector.js';
import {
  applicationEvents as application,
  at,
  credentialEvents,
  feesEvents as fees,
  subject,
} from '#domain/testing/case-events.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type TemporaryHouse, temporaryHouse, Told } from '../testing/temporary-house.js';
import type { ApplicationStatusDocument } from './document.js';
import { applicationStatusProjection } from './projection.js';
import { ApplicationStatusQueries } from './queries.js';
import { applicationStatusModel } from './schema.js';

const { ApplicationStarted, DetailsProvided, ApplicationSubmitted } = application;

let house: TemporaryHouse;
let queries: ApplicationStatusQueries;
let projector: Projector<ApplicationStatusDocument>;

const number = (id: string) => `TRACK-${id}` as TrackingNumber;
const later = 'ffffffffffffffffffffffffffffffff' as Subject;
const started = (id: string, minutes: number, of = subject) =>
  ({
    ...ApplicationStarted,
    data: { ...ApplicationStarted.data, trackingNumber: number(id), startedAt: at(minutes), subject: of },
  }) as const;
const project = async () => projector.handle({ messages: await house.messages() });

beforeAll(async () => {
  house = await temporaryHouse();
  queries = new ApplicationStatusQueries(house.connection, house.visibility);
  const projected = { model: applicationStatusModel, projection: applicationStatusProjection };
  projector = new Projector(projected, house, new Told());
  await makeMissing(house.connection, [applicationStatusModel.declared]);
  await house.happened('a', started('a', 1), fees.BillIssued, DetailsProvided, fees.PaymentReceived);
  await house.happened('b', started('b', 2, later), { ...credentialEvents.CredentialIssued });
  await house.happened('c', started('c', 3));
  await project();
});
afterAll(() => house.remove());

describe('a status', () => {
  it('is one document of all streams, with one timeline, each stream of it in its order', async () => {
    const { document, reached } = await queries.byId('a');
    expect(reached).toBe(true);
    expect(document).toMatchObject({
      revision: 1n,
      phase: 'draft',
      fees: { paid: 70_000 },
      credential: null,
    });
    const timeline = await queries.timeline('a');
    const ids = timeline?.map(({ id }) => id);
    expect(ids?.toSorted()).toEqual(['application.0', 'application.1', 'fees.0', 'fees.1']);
    expect(ids?.filter((id) => id.startsWith('a'))).toEqual(['application.0', 'application.1']);
    expect(ids?.filter((id) => id.startsWith('f'))).toEqual(['fees.0', 'fees.1']);
  });

  it('of an unknown case is null', async () => {
    expect(await queries.byId('nobody')).toEqual({ document: null, reached: true });
    expect(await queries.timeline('nobody')).toBeNull();
  });

  it('of a case whose fees came first is not there yet', async () => {
    await house.happened('fees-first', fees.BillIssued);
    await project();
    expect(await queries.byId('fees-first', { minRevision: 0n })).toEqual({ document: null, reached: false });
  });
});

describe('by tracking number', () => {
  it('is found with the last four digits', async () => {
    expect((await queries.byTracking(number('a'), '6789'))?.trackingNumber).toBe(number('a'));
  });

  it.each(['6788', '', '67890', '٦٧٨٩', 'none', 'undefined'])('is not found with %p', async (digits) => {
    expect(await queries.byTracking(number('a'), digits)).toBeNull();
    expect(await queries.byTracking('TRACK-NOBODY' as TrackingNumber, digits)).toBeNull();
  });
});

describe('by person', () => {
  const numbersOf = async (
    subjects: readonly Subject[],
    filter: { limit?: number; cursor?: string } = {},
  ) => {
    const page = await queries.page(subjects, filter);
    return { numbers: page?.entries.map(({ trackingNumber }) => trackingNumber), next: page?.next };
  };

  it('lists their cases, newest first, page by page', async () => {
    const all = [number('c'), number('b'), number('a')];
    expect(await numbersOf([subject, later])).toEqual({ numbers: all, next: undefined });
    expect(await numbersOf([later])).toEqual({ numbers: [number('b')], next: undefined });
    const found: unknown[] = [];
    for (let cursor: string | undefined; ;) {
      const { numbers = [], next } = await numbersOf([later, subject], {
        limit: 1,
        ...(cursor !== undefined && { cursor }),
      });
      found.push(...numbers);
      if (next === undefined) break;
      cursor = next;
    }
    expect(found).toEqual(all);
  });

  it('has no page at a cursor that is none of ours', async () => {
    expect(await queries.page([subject], { cursor: 'bm9uZQ' })).toBeUndefined();
  });

  it('finds a case by its tracking number', async () => {
    expect(await queries.idOf(number('b'))).toBe('b');
    expect(await queries.idOf('TRACK-NOBODY' as TrackingNumber)).toBeUndefined();
  });

  it('lists nothing for a stranger', async () => {
    expect(await numbersOf(['0'.repeat(32) as Subject])).toEqual({ numbers: [], next: undefined });
  });
});

describe('a reader who wrote', () => {
  it('is told that the document is there', async () => {
    expect(await queries.byId('c', { minRevision: 0n })).toMatchObject({ reached: true });
  });

  it('waits for it, and no longer than it takes', async () => {
    await house.happened('c', DetailsProvided);
    const reading = queries.byId('c', { minRevision: 1n, waitMs: 10_000 });
    await project();
    expect(await reading).toMatchObject({ reached: true, document: { revision: 1n } });
  });

  it('is told the truth when it is not there in time', async () => {
    const read = await queries.byId('c', { minRevision: 99n, waitMs: 30 });
    expect(read).toMatchObject({ reached: false, document: { trackingNumber: number('c') } });
  });

  it('finds a write it was not told of', async () => {
    await house.happened('c', ApplicationSubmitted);
    const elsewhere = new Projector(
      { model: applicationStatusModel, projection: applicationStatusProjection },
      { ...house, visibility: { written: () => undefined } },
      new Told(),
    );
    const reading = queries.byId('c', { minRevision: 2n, waitMs: 10_000 });
    await elsewhere.handle({ messages: await house.messages() });
    expect(await reading).toMatchObject({ reached: true, document: { phase: 'submitted' } });
  });
});

describe('following', () => {
  it('tells the status now and after each change of any section, until it is stopped', async () => {
    await house.happened('d', started('d', 4));
    await project();
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const { revision, fees: money } of queries.follow('d', stop.signal)) {
      seen.push(`${revision} ${money === null ? 'unbilled' : 'billed'}`);
      if (seen.length === 1) await house.happened('d', fees.BillIssued);
      else if (seen.length === 2) await house.happened('d', DetailsProvided);
      else stop.abort();
      await project();
    }
    expect(seen).toEqual(['0 unbilled', '0 billed', '1 billed']);
  });
});

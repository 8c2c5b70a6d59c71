import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApplicationEvent } from '#domain/application/events.js';
import { Projector } from '#projections/projector.js';
import { applicationEvents as application, at, trackingNumber } from '#domain/testing/case-events.js';
import { given } from '../testing/folding.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type TemporaryHouse, temporaryHouse, Told } from '../testing/temporary-house.js';
import { reviewQueueProjection as queue } from './projection.js';
import { ReviewQueueQueries } from './queries.js';
import { reviewQueueModel } from './schema.js';

const { ApplicationStarted, ApplicationSubmitted, ReferredToOfficer, ReviewClaimed } = application;
const inReview = [ApplicationStarted, ApplicationSubmitted, ReferredToOfficer];
const section = (...events: ApplicationEvent[]) => given(queue, ...events)?.application;

describe('the officers’ queue', () => {
  it('knows a case from its start, outside the queue', () => {
    expect(section(ApplicationStarted)).toEqual({
      trackingNumber,
      service: 'renew',
      category: 'employee',
      submittedAt: null,
      since: null,
      reasons: [],
      claimedBy: null,
      claimedAt: null,
      informationUntil: null,
    });
  });

  it.each<[string, ApplicationEvent[], object]>([
    ['referred', [], { submittedAt: at(10), since: at(22), reasons: ['mrz-differs'], claimedBy: null }],
    ['claimed', [ReviewClaimed], { claimedBy: 'o-1', claimedAt: at(30) }],
    ['released', [ReviewClaimed, application.ReviewReleased], { claimedBy: null, claimedAt: null }],
    [
      'waiting for an answer',
      [application.InformationRequested],
      { since: at(22), informationUntil: at(400) },
    ],
    [
      'answered',
      [application.InformationRequested, application.InformationProvided],
      { since: at(22), informationUntil: null },
    ],
    [
      'referred again',
      [
        ReviewClaimed,
        {
          type: 'ReferredToOfficer',
          data: { referredAt: at(33) },
          personal: { reasons: ['absence-appealed'] },
        },
      ],
      { since: at(22), reasons: ['absence-appealed'], claimedBy: 'o-1' },
    ],
    [
      'reopened',
      [ReviewClaimed, application.ApplicationRejected, application.ApplicationReopened],
      { since: at(50), reasons: ['decided-in-error'], claimedBy: null },
    ],
  ])('%s: in the queue', (_, events, expected) => {
    expect(section(...inReview, ...events)).toMatchObject(expected);
  });

  it.each([
    application.ApplicationApproved,
    application.ApplicationRejected,
    application.ActionRequired,
    application.ScreeningCompleted,
    application.ApprovalWithdrawn,
  ])('is left by $type, for now', (event) => {
    expect(section(...inReview, ReviewClaimed, event)).toMatchObject({
      since: null,
      claimedBy: null,
      reasons: [],
    });
  });

  it.each([application.ApplicationWithdrawn, application.ApplicationLapsed, application.IdentityIssued])(
    'is left by $type for good',
    (event) => {
      expect(given(queue, ...inReview, event)).toBeNull();
    },
  );

  it.each(Object.values(application))('folds $type', (event) => {
    expect(() => given(queue, ...inReview, event)).not.toThrow();
    expect(() => given(queue, event)).not.toThrow();
  });
});

describe('its pages', () => {
  let house: TemporaryHouse;
  let queries: ReviewQueueQueries;
  const page = async (filter = {}) => {
    const found = await queries.page(filter);
    if (found === undefined) throw new Error('the cursor is none of ours');
    return found;
  };
  const idsOf = ({ entries }: Awaited<ReturnType<typeof page>>) =>
    entries.map(({ applicationId }) => applicationId);

  beforeAll(async () => {
    house = await temporaryHouse();
    queries = new ReviewQueueQueries(house.connection);
    await makeMissing(house.connection, [reviewQueueModel.declared]);
    const started = (category: 'employee' | 'premium') =>
      ({ ...ApplicationStarted, data: { ...ApplicationStarted.data, category } }) as const;
    const referred = (minutes: number) =>
      ({
        type: 'ReferredToOfficer',
        data: { referredAt: at(minutes) },
        personal: { reasons: [] },
      }) as const;
    await house.happened('a', started('employee'), ApplicationSubmitted, referred(50), ReviewClaimed);
    await house.happened('b', started('premium'), ApplicationSubmitted, referred(40));
    await house.happened('c', started('employee'), ApplicationSubmitted, referred(50));
    await house.happened('d', started('employee'), ApplicationSubmitted);
    await house.happened(
      'e',
      started('employee'),
      ApplicationSubmitted,
      referred(20),
      application.ApplicationApproved,
    );
    await house.happened(
      'f',
      started('employee'),
      ApplicationSubmitted,
      referred(10),
      application.IdentityIssued,
    );
    const projector = new Projector({ model: reviewQueueModel, projection: queue }, house, new Told());
    await projector.handle({ messages: await house.messages() });
  });
  afterAll(() => house.remove());

  it('hold who is in the queue, oldest first', async () => {
    const all = await page();
    expect(idsOf(all)).toEqual(['b', 'a', 'c']);
    expect(all.next).toBeUndefined();
    expect(all.entries[0]).toEqual({
      ...section(ApplicationStarted),
      applicationId: 'b',
      category: 'premium',
      submittedAt: at(10),
      since: at(40),
      revision: 2n,
    });
  });

  it('follow each other without loss or repeat, also between equal times', async () => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const one: Awaited<ReturnType<typeof page>> = await page({ limit: 1, ...(cursor && { cursor }) });
      found.push(...idsOf(one));
      cursor = one.next;
    } while (cursor !== undefined);
    expect(found).toEqual(['b', 'a', 'c']);
  });

  it('are none for a cursor that is none of ours', async () => {
    for (const cursor of ['x', 'zzzz', '!!', Buffer.from('zzz zzz').toString('base64url')]) {
      expect(await queries.page({ cursor })).toBeUndefined();
    }
  });

  it('can be narrowed to a category, an officer, or what nobody claimed', async () => {
    expect(idsOf(await page({ category: 'premium' }))).toEqual(['b']);
    expect(idsOf(await page({ claimedBy: 'o-1' }))).toEqual(['a']);
    expect(idsOf(await page({ claimedBy: 'nobody' }))).toEqual(['b', 'c']);
    expect(idsOf(await page({ claimedBy: 'o-9' }))).toEqual([]);
  });

  it('hold at least one and at most a hundred', async () => {
    expect(idsOf(await page({ limit: 0 }))).toEqual(['b']);
    expect(idsOf(await page({ limit: 1_000 }))).toEqual(['b', 'a', 'c']);
  });

  it('can be asked for one case', async () => {
    expect(await queries.byId('a')).toMatchObject({ claimedBy: 'o-1', revision: 3n });
    for (const id of ['d', 'e', 'f', 'nobody']) expect(await queries.byId(id)).toBeNull();
  });
});

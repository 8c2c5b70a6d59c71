import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeadlineDocument } from '#apps/process-manager/deadlines/deadline-document.js';
import { Deadlines } from '#apps/process-manager/deadlines/deadlines.js';
import { LIMITS } from '#apps/process-manager/testing/limits.js';
import type { Instant } from '#decider/brand.js';
import { createLogger } from '#runtime/logging/logger.js';
import { eventually } from '#test/support/eventually.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { type Databases, migrate, notMigrated } from './collections.js';
import { watchMigration } from './migration-probe.js';

jest.setTimeout(30_000);

describe('the migration', () => {
  let mongo: MongoUnderTest;
  let databases: Databases & { readonly keys: NonNullable<Databases['keys']> };
  beforeAll(async () => {
    mongo = await mongoUnderTest();
    databases = { main: await mongo.connect(), keys: await mongo.connect(`${mongo.database}-keys`) };
  });
  afterAll(() => mongo.stop());

  it('makes all that is missing, also for two at once, and readiness waits for it', async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', format: 'json' }, { write: (line) => lines.push(line) });
    const stop = new AbortController();
    const probe = watchMigration(databases, logger, stop.signal);
    await eventually(() => lines.length > 0);
    const before = await probe.check();
    expect(before).toMatchObject({ ok: false });
    for (const named of [
      'application_status (application.trackingNumber:1 unique sparse)',
      'deadlines (due:1)',
    ])
      expect(before.detail).toContain(named);
    expect(before.detail).toMatch(/^missing: .* \(hawiya migrate\)$/);
    expect(lines[0]).toContain(before.detail);

    await Promise.all([migrate(databases), migrate(databases)]);
    await eventually(async () => (await probe.check()).ok, { deadlineMs: 15_000 });
    expect(await notMigrated(databases)).toBeUndefined();
    expect(await migrate(databases)).toEqual({ made: [], differing: [] });
    stop.abort();
  });

  it('keeps the keys apart', async () => {
    await migrate(databases);
    const names = async (of: Databases['main']) => (await of.listCollections()).map(({ name }) => name);
    expect((await names(databases.keys)).toSorted()).toEqual(['persons', 'stores']);
    expect(await names(databases.main)).toEqual(
      expect.arrayContaining(['application_status', 'leases', 'parked']),
    );
    expect(await names(databases.main)).not.toContain('persons');
  });

  it('gives the deadlines of the former release the indexes of this one, and leaves them due', async () => {
    const former = await mongo.connect(`${mongo.database}-former`);
    const collection = former.collection<DeadlineDocument>('deadlines');
    for (const key of [{ due: 1 }, { of: 1 }] as const) await collection.createIndex(key);
    const due = '2026-03-01T09:00:00.000Z' as Instant;
    await collection.insertOne({
      _id: 'lapse:a',
      kind: 'lapse',
      of: 'a',
      due,
      leasedUntil: null,
      lease: null,
    });
    const { made, differing } = await migrate({ main: former });
    expect(made.filter((each) => each.startsWith('deadlines'))).toEqual([
      'deadlines (leasedUntil:1,due:1)',
      'deadlines (parkedAt:1 sparse)',
    ]);
    expect(differing).toEqual([]);
    expect(await new Deadlines(former, LIMITS).take(due, 2)).toMatchObject([{ kind: 'lapse', of: 'a', due }]);
  });

  it('names an index that is gone, or another than it should be', async () => {
    await migrate(databases);
    await databases.keys.collection('persons').dropIndex('erased_1');
    await databases.main.collection('review_queue').dropIndex('application.since_1__id_1');
    await databases.main
      .collection('review_queue')
      .createIndex({ 'application.since': 1, _id: 1 }, { sparse: true });
    expect(await notMigrated(databases)).toBe(
      'missing: persons (erased:1); differing: review_queue (application.since:1,_id:1 sparse) instead of ' +
        '(application.since:1,_id:1) (hawiya migrate)',
    );
    const report = await migrate(databases);
    expect(report.made).toEqual(['persons (erased:1)']);
    expect(report.differing).toHaveLength(1);
  });
});

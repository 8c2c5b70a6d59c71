import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { Registry } from 'prom-client';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { topicsWith } from '#contracts/topics.js';
import type { Instant } from '#decider/brand.js';
import { DecodeError } from '#event-sourcing/decode-error.js';
import { EventStoreError } from '#event-store/errors.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { ParkedDesk } from '#read-models/parked-desk.js';
import { PARKED, ParkedKeys } from '#projections/parked-keys.js';
import { RecentFailures } from '#event-sourcing/recent-failures.js';
import { eventually } from '#test/support/eventually.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { DEADLINES } from './deadline-document.js';
import { DeadlineParking, parkedDeadlines } from './parking.js';
import { DeadlineWatch } from './deadline-watch.js';
import { Deadlines } from './deadlines.js';
import { LiveWork } from '../live-work.js';
import { parkedGauge, processManagerProbe } from '../observe.js';
import { walksUnderWay } from '../walks/walks-under-way.js';
import type { Dispatch } from '../dispatch.js';
import { parkedReactions } from '../reaction-parking.js';
import { LIMITS } from '../testing/limits.js';

jest.setTimeout(30_000);

const at = (ms: number) => new Date(Date.UTC(2026, 2, 1, 9) + ms).toISOString() as Instant;
const lapse = (of: string, ms: number) => ({ kind: 'lapse', of, due: at(ms) }) as const;
const UNREADABLE = new DecodeError(
  'malformed',
  { stream: 'application-x', revision: 3n, id: 'an-id', type: 'ApplicationStarted' },
  'data',
);
const FAILURES: readonly (readonly [string, Error])[] = [
  ['a stream that cannot be read', UNREADABLE],
  ['a bug', new TypeError('a bug')],
  ['an outage', new EventStoreError('unavailable', 'away')],
];

describe('deadlines that fail', () => {
  const folder = temporaryFolders();
  let mongo: MongoUnderTest;
  let connection: Connection;
  let deadlines: Deadlines;
  let now: number;
  let fired: string[];
  let troubles: RecentFailures;
  let live: LiveWork;
  let toDeadline: Dispatch['toDeadline'];
  let watching: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  const clock = { now: () => new Date(at(now)) };

  beforeEach(async () => {
    mongo = await mongoUnderTest();
    connection = await mongo.connect();
    await makeMissing(connection, [DEADLINES, PARKED]);
    deadlines = new Deadlines(connection, LIMITS);
    [now, fired, troubles, live] = [2_000, [], new RecentFailures(0), new LiveWork()];
  });
  afterEach(async () => {
    watching?.stop.abort();
    await watching?.done;
    watching = undefined;
    await mongo.stop();
  });

  /** Looks once within the test's time, unless told otherwise. */
  const watch = (everyMs = 60_000, limits: Partial<typeof LIMITS> = {}) => {
    const stop = new AbortController();
    const dispatch = { toDeadline: (...args: Parameters<typeof toDeadline>) => toDeadline(...args) };
    const needs = { deadlines, dispatch, live, clock, troubles, logger: silentLogger() };
    const done = new DeadlineWatch(needs, { ...LIMITS, ...limits, everyMs }).run(stop.signal);
    watching = { stop, done };
  };
  const failing = (error: () => Error): void => {
    toDeadline = async (_, { correlationId }) => {
      if (correlationId.includes('bad')) throw error();
      fired.push(correlationId);
    };
  };

  it.each(FAILURES)('of %s, 29 or 30 or more, hold up no other, not for one look', async (_, error) => {
    failing(() => error);
    for (let n = 0; n < 40; n += 1) await deadlines.set(lapse(`bad ${n}`, n));
    await deadlines.set(lapse('good', 1_000));
    watch();
    await eventually(() => fired.length === 1);
    expect(fired).toEqual(['deadline:lapse:good']);
  });

  it('by being slow hold up no other', async () => {
    let end = () => undefined as void;
    const slow = new Promise<void>((resolve) => {
      end = resolve;
    });
    toDeadline = async (_, { correlationId }) => {
      if (correlationId.includes('slow')) await slow;
      fired.push(correlationId);
    };
    await deadlines.set(lapse('slow', 0));
    for (let n = 0; n < 20; n += 1) await deadlines.set(lapse(`good ${n}`, n));
    watch();
    await eventually(() => fired.length === 20);
    end();
    await eventually(() => fired.length === 21);
  });

  /** Each waits until it is let go. */
  const held = () => {
    const letGo: (() => void)[] = [];
    toDeadline = async (_, { correlationId }) => {
      await new Promise<void>((resolve) => letGo.push(resolve));
      fired.push(correlationId);
    };
    return letGo;
  };

  it('and others go one at a time while events are reacted to, side by side when not', async () => {
    const letGo = held();
    let over = () => undefined as void;
    const reacting = live.during(() => new Promise<void>((resolve) => (over = resolve)));
    for (let n = 0; n < 12; n += 1) await deadlines.set(lapse(`d${n}`, n));
    watch(60_000, { deadlinesAtOnce: 4 });
    for (let n = 1; n <= 3; n += 1) {
      await eventually(() => letGo.length === n);
      expect(fired).toHaveLength(n - 1);
      letGo[n - 1]?.();
      await eventually(() => fired.length === n);
    }
    over();
    await reacting;
    await eventually(() => letGo.length === 3 + 4);
    for (let n = 3; n < 12; n += 1) {
      await eventually(() => letGo.length > n);
      letGo[n]?.();
    }
    await eventually(async () => (await deadlines.overdue(at(now))) === 0);
    expect(fired).toHaveLength(12);
  });

  it('and others of one case go one after the other, as they were due, other cases beside them', async () => {
    const letGo = held();
    await deadlines.set({ kind: 'screening', of: 'a', due: at(3) });
    await deadlines.set({ kind: 'waiting-check', of: 'a', due: at(2) });
    await deadlines.set({ kind: 'money-check', of: 'fees:a', due: at(1) });
    await deadlines.set(lapse('b', 4));
    watch(60_000, { deadlinesAtOnce: 8 });
    for (let n = 1; n <= 4; n += 1) {
      await eventually(() => letGo.length >= n);
      letGo[n - 1]?.();
    }
    await eventually(() => fired.length === 4);
    expect(fired.filter((of) => !of.endsWith(':b'))).toEqual([
      'deadline:money-check:fees:a',
      'deadline:waiting-check:a',
      'deadline:screening:a',
    ]);
  });

  it('that had not their turn before half of their lease was over are taken anew, and given back when it stops', async () => {
    const letGo = held();
    for (let n = 0; n < 3; n += 1) await deadlines.set(lapse(`d${n}`, n));
    watch(60_000, { deadlinesAtOnce: 1 });
    await eventually(() => letGo.length === 1);
    now += LIMITS.deadlineLeaseMs / 2 + 1;
    letGo[0]?.();
    await eventually(() => letGo.length === 2);
    // Held for the whole length of a lease from here on.
    expect(await deadlines.take(at(now + LIMITS.deadlineLeaseMs - 1), 8)).toEqual([]);
    watching?.stop.abort();
    letGo[1]?.();
    await watching?.done;
    expect(fired).toEqual(['deadline:lapse:d0', 'deadline:lapse:d1']);
    expect((await deadlines.take(at(now), 8)).map(({ of }) => of)).toEqual(['d2']);
  });

  it('of what cannot be read are parked at once: listed, counted, not overdue, and ready', async () => {
    failing(() => UNREADABLE);
    for (let n = 0; n < 3; n += 1) await deadlines.set(lapse(`bad ${n}`, n));
    watch();
    await eventually(async () => (await deadlines.overdue(at(now))) === 0);
    const stopped = parkedDeadlines(connection);
    expect(await stopped.deadLetters()).toEqual({ parked: 3, unknownKey: 0 });

    const registry = new Registry();
    parkedGauge(registry, { 'process-manager': parkedReactions(connection), deadlines: stopped });
    expect(await registry.metrics()).toContain('hawiya_process_manager_parked_keys{model="deadlines"} 3');
    now += 120_000;
    const distribution = await openEmbeddedDistribution({ path: await folder() });
    await distribution.ensureTopics(topicsWith(1));
    const probe = processManagerProbe({
      distribution,
      deadlines,
      parked: parkedReactions(connection),
      parkedDeadlines: stopped,
      walks: () => walksUnderWay(connection),
      troubles,
      clock,
      erasedKeysApplied: { open: true },
      deadLetters: { deadLettersMax: 100, deadLettersMaxPercent: 1, staysReady: false },
      cases: () => Promise.resolve(0),
      oldEvents: () => Promise.resolve(undefined),
    });
    expect(await probe.check()).toMatchObject({
      ok: true,
      detail: '0 events behind, 0 deadlines overdue, 3 deadlines parked',
    });
    await distribution.close();
  });

  it('of nobody knows what come again, each time later, and are parked in the end', async () => {
    failing(() => new TypeError('secret'));
    await deadlines.set(lapse('bad', 0));
    watch(5);
    for (const failures of [1, 2, 3, 4]) {
      const collection = connection.collection<{ _id: string }>('deadlines');
      await eventually(async () => (await collection.findOne({ failures })) !== null);
      expect(await deadlines.overdue(at(now))).toBe(1);
      expect(troubles.recent()).toEqual(['deadline lapse: TypeError']);
      now += 30_000 * 2 ** (failures - 1);
    }
    await eventually(async () => (await parkedDeadlines(connection).deadLetters()).parked === 1);
    const parked = await new DeadlineParking(connection, { toDeadline }, clock).parked.get('lapse:bad');
    expect(parked?.cause.message).toMatch(/^TypeError at failing-deadlines\.spec\.ts:\d+$/);
  });

  it.each([1, 2])(
    'of nobody knows what are parked at failure %d when that is the last allowed',
    async (failuresMax) => {
      failing(() => new TypeError('a bug'));
      await deadlines.set(lapse('bad', 0));
      watch(5, { failuresMax });
      const parked = async () => (await parkedDeadlines(connection).deadLetters()).parked;
      for (let failures = 1; failures < failuresMax; failures += 1) {
        const collection = connection.collection<{ _id: string }>('deadlines');
        await eventually(async () => (await collection.findOne({ failures })) !== null);
        expect(await parked()).toBe(0);
        now += LIMITS.deadlineLeaseMs;
      }
      await eventually(async () => (await parked()) === 1);
    },
  );

  it('are put off no longer than is set', async () => {
    failing(() => new TypeError('a bug'));
    deadlines = new Deadlines(connection, { deadlineLeaseMs: 30_000, deadlinePutOffMaxMs: 40_000 });
    await deadlines.set(lapse('bad', 0));
    const next = async (failures: number) => {
      const collection = connection.collection<{ _id: string; leasedUntil: string }>('deadlines');
      await eventually(async () => (await collection.findOne({ failures })) !== null);
      return (await collection.findOne({ failures }))?.leasedUntil;
    };
    watch(5, { failuresMax: 9 });
    expect(await next(1)).toBe(at(now + 30_000));
    now += 30_000;
    expect(await next(2)).toBe(at(now + 40_000));
  });

  it('are as many side by side as is set', async () => {
    let [held, most] = [0, 0];
    const release: (() => void)[] = [];
    toDeadline = async () => {
      most = Math.max(most, (held += 1));
      await new Promise<void>((resolve) => release.push(resolve));
      held -= 1;
    };
    for (let n = 0; n < 5; n += 1) await deadlines.set(lapse(`${n}`, n));
    watch(5, { deadlinesAtOnce: 3 });
    for (let ended = 0; ended < 5; ended += 1) {
      await eventually(() => release.length === Math.min(5, ended + 3));
      release[ended]?.();
    }
    await eventually(async () => (await deadlines.overdue(at(now))) === 0);
    expect(most).toBe(3);
  });

  describe('once parked', () => {
    let place: DeadlineParking;
    let desk: ParkedDesk;
    const key = 'lapse:bad 0';

    beforeEach(async () => {
      failing(() => UNREADABLE);
      for (const n of [0, 1, 2]) await deadlines.set(lapse(`bad ${n}`, n));
      watch();
      await eventually(async () => (await parkedDeadlines(connection).deadLetters()).parked === 3);
      place = new DeadlineParking(
        connection,
        { toDeadline: (...args: Parameters<typeof toDeadline>) => toDeadline(...args) },
        clock,
      );
      const store = { readStream: () => Promise.reject(new Error('no event waits')) };
      const model = new ParkedKeys(connection, 'a-model');
      const other = { name: 'a-model', version: 1, parked: model, retryParked: never, appliedTo: never };
      desk = new ParkedDesk(connection, store, [other, place]);
      const cause = { reason: 'unreadable-message', message: 'm', headers: {}, value: Buffer.of() } as const;
      await model.park('k', cause, new Map());
    });

    it('are on the one list with the others, page by page', async () => {
      const keys: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await desk.page({ limit: 1, cursor });
        keys.push(...(page?.entries ?? []).map((entry) => `${entry.model} ${entry.key}`));
        cursor = page?.next;
        if (cursor === undefined) break;
      }
      expect(keys.at(-1)).toBe('a-model k');
      expect(keys.slice(0, -1).toSorted()).toEqual([0, 1, 2].map((n) => `deadlines lapse:bad ${n}`));
      const page = await desk.page({ model: 'deadlines' });
      expect(page?.entries).toHaveLength(3);
      expect(page?.entries[0]).toMatchObject({
        cause: { reason: 'reaction-failed', message: UNREADABLE.message, deadline: { kind: 'lapse' } },
        attempts: 0,
      });
    });

    it('are replayed: released when they can be carried out, not before', async () => {
      expect(await desk.retry('deadlines', key)).toMatchObject({ kind: 'failed-again' });
      expect(await desk.find('deadlines', key)).toMatchObject({ attempts: 1 });
      expect(await desk.waiting((await desk.find('deadlines', key)) ?? never(), 10)).toEqual({
        count: 0,
        events: [],
      });
      toDeadline = async (_, { correlationId }) => void fired.push(correlationId);
      expect(await desk.retry('deadlines', key)).toEqual({ kind: 'released' });
      expect(fired).toEqual(['deadline:lapse:bad 0']);
      expect(await desk.retry('deadlines', key)).toEqual({ kind: 'not-parked' });
      expect(await desk.find('deadlines', 'lapse:nobody')).toBeNull();
    });

    it('are dropped when an operator says so, and released when set anew', async () => {
      expect(await desk.retry('deadlines', key, { dropMessage: true })).toEqual({ kind: 'released' });
      expect(fired).toEqual([]);
      await deadlines.set(lapse('bad 1', 1));
      expect(await desk.retry('deadlines', 'lapse:bad 1')).toEqual({ kind: 'not-parked' });
      await deadlines.clear('bad 2');
      expect((await desk.page({ model: 'deadlines' }))?.entries).toEqual([]);
    });
  });
});

function never(): never {
  throw new Error('not here');
}

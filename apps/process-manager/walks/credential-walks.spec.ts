import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import type { Connection } from 'mongoose';
import { addDays, dayInRiyadh, startOfDay } from '#domain/calendar/day.js';
import type { Directive } from '#domain/directives/directives.js';
import { aDirective } from '#domain/directives/testing/a-directive.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import type { Dated } from '#domain/policy/dated.js';
import type { Policy, GroundEffect } from '#domain/policy/policy.js';
import { committedPolicy } from '#domain/policy/testing/committed-policy.js';
import { createLogger, silentLogger } from '#runtime/logging/logger.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { ImposeDirective } from '#use-cases/facts/directives.js';
import { Office } from '#use-cases/testing/office.js';
import { type DeadlineDocument, DEADLINES, idOf } from '../deadlines/deadline-document.js';
import { Deadlines } from '../deadlines/deadlines.js';
import { LiveWork } from '../live-work.js';
import { OLD_EVENTS, readOldEvents } from '../deadlines/old-events.js';
import { policyCredentials } from '../react.js';
import type { Deadline, WalkEdge } from '../reaction.js';
import { LIMITS } from '../testing/limits.js';
import { CredentialWalks, type Look } from './credential-walks.js';
import { CREDENTIAL_WALKS, type WalkDocument } from './walk-document.js';
import { walksUnderWay } from './walks-under-way.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(60_000);

const POLICY_EDGE = { kind: 'policy-credentials', of: 'rules.afterIssue' } as const;

describe('a walk over all credentials', () => {
  let office: Office;
  let mongo: MongoUnderTest;
  let connection: Connection;
  let deadlines: Deadlines;
  let lines: string[];
  beforeEach(async () => {
    office = await Office.open();
    mongo = await mongoUnderTest();
    connection = await mongo.connect();
    await makeMissing(connection, [DEADLINES, OLD_EVENTS, CREDENTIAL_WALKS]);
    deadlines = new Deadlines(connection, LIMITS);
    lines = [];
  });
  afterEach(async () => {
    await mongo.stop();
    await office.close();
  });

  const walksBy = (walkBatch: number, { policy = committedPolicy, live = new LiveWork() } = {}) => {
    const logger = createLogger(
      { level: 'info', format: 'json' },
      { write: (line: string) => lines.push(line) },
    );
    const needs = { connection, deadlines, live, log: office.log, policy, logger };
    return new CredentialWalks(needs, { walkBatch, deadlinesAtOnce: 4 });
  };
  /** As `hawiya migrate` and an embedded service's start do. */
  const listRead = () =>
    readOldEvents(
      {
        store: office.store,
        codec: office.codec,
        connection,
        deadlines,
        clock: { now: () => new Date(office.now) },
        logger: silentLogger(),
      },
      { signal: new AbortController().signal },
    );
  const issued = async (count: number) => {
    const ids = Array.from({ length: count }, () => randomUUID() as CredentialId);
    const due = startOfDay(addDays(dayInRiyadh(office.now), 365));
    for (const id of ids)
      await deadlines.set({ kind: 'credential-expiry', of: `credential:${id}:case-${id}`, due });
    return ids;
  };
  /** Credentials in the order in which they were looked at. */
  const looker = (fails: (seen: readonly CredentialId[]) => boolean = () => false) => {
    const seen: CredentialId[] = [];
    const look: Look = ({ credentialId, applicationId }) => {
      if (fails(seen)) return Promise.reject(new Error('the store is away'));
      expect(applicationId).toBe(`case-${credentialId}` as ApplicationId);
      seen.push(credentialId);
      return Promise.resolve();
    };
    return { seen, look };
  };
  const kept = (edge: WalkEdge) =>
    connection.collection<WalkDocument>(CREDENTIAL_WALKS.name).findOne({ _id: idOf(edge) });
  const deadlineOf = (edge: WalkEdge) =>
    connection.collection<DeadlineDocument>(DEADLINES.name).findOne({ _id: idOf(edge) });
  /** Fires the deadline as long as it is due; how often. */
  const fired = async (walks: CredentialWalks, edge: WalkEdge, look: Look) => {
    for (let steps = 0; ;) {
      const [due] = await deadlines.take(office.now, 1);
      if (due === undefined) return steps;
      expect(due).toMatchObject(edge);
      await walks.step(edge, office.now, look);
      await due.done();
      steps += 1;
    }
  };
  const begin = (edge: Deadline) => deadlines.set(edge);

  it.each([
    ['one fewer than a batch', 3, 1],
    ['as many as a batch', 4, 2], // only the next one shows that there are no more
    ['one more', 5, 2],
    ['none', 0, 1],
  ])('looks at each once, in batches that a setting bounds: %s', async (_, count, steps) => {
    await listRead();
    const ids = await issued(count);
    const { seen, look } = looker();
    await begin(policyCredentials(office.now));
    expect(await fired(walksBy(4), POLICY_EDGE, look)).toBe(steps);
    expect([...seen].sort()).toEqual([...ids].sort());
    expect(await kept(POLICY_EDGE)).toMatchObject({
      done: count,
      total: count,
      startedAt: office.now,
      finishedAt: office.now,
    });
    expect(await deadlineOf(POLICY_EDGE)).toBeNull();
  });

  it('tells how far it is after each batch, and in the log where it begins, goes on and ends', async () => {
    await listRead();
    await issued(45);
    const { look } = looker();
    const walks = walksBy(1);
    await walks.step(POLICY_EDGE, office.now, look);
    expect(await walksUnderWay(connection)).toEqual({ walks: 1, done: 1, total: 45 });
    await walks.step(POLICY_EDGE, office.now, look);
    expect(await walksUnderWay(connection)).toEqual({ walks: 1, done: 2, total: 45 });
    await fired(walks, POLICY_EDGE, look);
    expect(await walksUnderWay(connection)).toEqual({ walks: 0, done: 0, total: 0 });
    const told = lines
      .map((line) => JSON.parse(line) as { msg: string; done: number; total: number })
      .filter(({ msg }) => msg.includes('every credential'))
      .map(({ msg, done, total }) => [msg.split(' ').at(-1), done, total]);
    expect(told).toEqual([
      ['begins', 0, 45],
      ['on', 20, 45],
      ['on', 40, 45],
      ['finished', 45, 45],
    ]);
  });

  it('is not made again for the same edge', async () => {
    await listRead();
    await issued(3);
    const walks = walksBy(2);
    await begin(policyCredentials(office.now));
    await fired(walks, POLICY_EDGE, looker().look);
    const { seen, look } = looker();
    await begin(policyCredentials(office.now));
    expect(await fired(walks, POLICY_EDGE, look)).toBe(1);
    expect(seen).toEqual([]);
  });

  it('goes on where it was when a batch fails, and looks at nobody of an earlier batch again', async () => {
    await listRead();
    const ids = await issued(10);
    const first = looker((seen) => seen.length === 6);
    const walks = walksBy(4);
    await walks.step(POLICY_EDGE, office.now, first.look);
    await expect(walks.step(POLICY_EDGE, office.now, first.look)).rejects.toThrow('the store is away');
    expect(await kept(POLICY_EDGE)).toMatchObject({ done: 4, finishedAt: null });
    const second = looker();
    await fired(walksBy(4), POLICY_EDGE, second.look);
    expect(await deadlineOf(POLICY_EDGE)).toBeNull();
    const early = [...ids].sort().slice(0, 4);
    expect([...second.seen].sort()).toEqual([...ids].sort().slice(4));
    expect(first.seen).toEqual(expect.arrayContaining(early));
  });

  it('may have missed what came on the list while it was under way, and nothing that came after', async () => {
    await listRead();
    await issued(3);
    const { look } = looker();
    const walks = walksBy(2);
    const before = office.now;
    expect(await walks.anySince(before)).toBe(false);
    await walks.step(POLICY_EDGE, office.now, look);
    office.pass({ ms: 1_000 });
    expect(await walks.anySince(office.now)).toBe(true);
    await walks.step(POLICY_EDGE, office.now, look);
    expect(await walks.anySince(before)).toBe(true);
    expect(await walks.anySince(office.now)).toBe(true);
    office.pass({ ms: 1 });
    expect(await walks.anySince(office.now)).toBe(false);
  });

  it('by two processes at a time counts nobody twice', async () => {
    await listRead();
    const ids = await issued(9);
    const { seen, look } = looker();
    const [one, other] = [walksBy(2), walksBy(2)];
    await one.step(POLICY_EDGE, office.now, look);
    while ((await kept(POLICY_EDGE))?.finishedAt === null)
      await Promise.all([one.step(POLICY_EDGE, office.now, look), other.step(POLICY_EDGE, office.now, look)]);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(await kept(POLICY_EDGE)).toMatchObject({ done: 9, total: 9 });
  });

  it('waits until the list of credentials is whole', async () => {
    await issued(2);
    const { seen, look } = looker();
    const walks = walksBy(4);
    await begin(policyCredentials(office.now));
    await fired(walks, POLICY_EDGE, look);
    expect(seen).toEqual([]);
    await listRead();
    office.pass({ ms: 5_000 });
    await fired(walks, POLICY_EDGE, look);
    expect(seen).toHaveLength(2);
  });

  it('looks one by one while events are reacted to, and at some side by side otherwise', async () => {
    await listRead();
    await issued(8);
    const mostAtOnce = async (live: LiveWork) => {
      let [now, most] = [0, 0];
      await connection.collection(CREDENTIAL_WALKS.name).deleteMany({});
      await walksBy(10, { live }).step(POLICY_EDGE, office.now, async () => {
        now += 1;
        most = Math.max(most, now);
        await Promise.resolve();
        now -= 1;
      });
      return most;
    };
    const live = new LiveWork();
    expect(await live.during(() => mostAtOnce(live))).toBe(1);
    expect(await mostAtOnce(live)).toBe(4);
  });

  it('is of no use for a directive that only stops applications, or is not known', async () => {
    await listRead();
    await issued(2);
    const { seen, look } = looker();
    const impose = async (directiveId: string, more: Partial<Directive>) => {
      const directive = aDirective(directiveId, office.now, more);
      await office.run(new ImposeDirective(office.by({ kind: 'service', id: 'directives-desk' }), directive));
    };
    await impose('D-1', {});
    await impose('D-2', { reachesIssued: true });
    const walks = walksBy(4);
    for (const name of ['D-1:lifted', 'D-3:lifted'])
      await walks.step({ kind: 'directive-credentials', of: name }, office.now, look);
    expect(seen).toEqual([]);
    await walks.step({ kind: 'directive-credentials', of: 'D-2:from' }, office.now, look);
    expect(seen).toHaveLength(2);
    await walks.step({ kind: 'directive-credentials', of: 'D-2:lifted' }, office.now, look);
    expect(seen).toHaveLength(4);
  });

  it('follows what policy says of grounds: on the day a figure changes, and when a newer file says something else', async () => {
    await listRead();
    await issued(2);
    const tomorrow = addDays(dayInRiyadh(office.now), 1);
    const figure = (value: GroundEffect, validFrom: Dated<GroundEffect>['validFrom']) => ({
      ...committedPolicy.rules.afterIssue['account-suspended'][0],
      value,
      validFrom,
    });
    const first = committedPolicy.rules.afterIssue['account-suspended'][0];
    const policyWith = (value: GroundEffect): Policy => ({
      ...committedPolicy,
      rules: {
        ...committedPolicy.rules,
        afterIssue: {
          ...committedPolicy.rules.afterIssue,
          'account-suspended': [first, figure(value, tomorrow)],
        },
      },
    });
    const { seen, look } = looker();
    const walks = walksBy(4, { policy: policyWith('suspends') });
    await begin(policyCredentials(office.now));
    await fired(walks, POLICY_EDGE, look);
    expect(seen).toHaveLength(2);
    expect(await deadlineOf(POLICY_EDGE)).toMatchObject({ due: startOfDay(tomorrow) });

    office.pass({ ms: Date.parse(startOfDay(tomorrow)) - Date.parse(office.now) - 1 });
    expect(await fired(walks, POLICY_EDGE, look)).toBe(0);
    office.pass({ ms: 1 });
    await fired(walks, POLICY_EDGE, look);
    expect(seen).toHaveLength(4);
    expect(await deadlineOf(POLICY_EDGE)).toBeNull();

    const newer = walksBy(4, { policy: policyWith('revokes') });
    await begin(policyCredentials(office.now));
    await fired(newer, POLICY_EDGE, look);
    expect(seen).toHaveLength(6);
  });

  it('has looked at all that were there when it began, and those of its end, whatever comes and goes and fails', async () => {
    await listRead();
    const steps = fc.array(fc.constantFrom('step', 'fail', 'issue', 'end'), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        steps,
        async (count, batch, all) => {
          for (const name of [CREDENTIAL_WALKS.name, DEADLINES.name])
            await connection.collection(name).deleteMany({});
          const there = new Set(await issued(count));
          let failing = false;
          const { seen, look } = looker(() => failing);
          const step = () =>
            walksBy(batch)
              .step(POLICY_EDGE, office.now, look)
              .catch(() => undefined);
          await step();
          for (const what of all) {
            const [oldest] = there;
            if (what === 'issue') await issued(1);
            else if (what === 'end' && oldest !== undefined) {
              there.delete(oldest);
              await deadlines.clear(`credential:${oldest}:case-${oldest}`);
            } else {
              failing = what === 'fail';
              await step();
              failing = false;
            }
          }
          while ((await kept(POLICY_EDGE))?.finishedAt === null) await step();
          expect(seen).toEqual(expect.arrayContaining([...there]));
          const { done = -1, total } = (await kept(POLICY_EDGE)) ?? {};
          expect(done).toBe(total);
          expect(done).toBeGreaterThanOrEqual(there.size);
        },
      ),
      { numRuns: 25 },
    );
  });
});

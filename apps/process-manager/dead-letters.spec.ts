import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { DEAD_FACTS_TOPIC, topicsWith } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution } from '#topics/port.js';
import { systemClock } from '#runtime/clock/clock.js';
import { RecentFailures } from '#event-sourcing/recent-failures.js';
import { eventually } from '#test/support/eventually.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { parkedDeadlines } from './deadlines/parking.js';
import { Deadlines } from './deadlines/deadlines.js';
import { DEAD_FACTS } from './inbox/facts-topics.js';
import { InboxMetrics } from './inbox/inbox-metrics.js';
import { parkedGauge, processManagerProbe } from './observe.js';
import type { ReadForDeadlines } from './deadlines/old-events.js';
import { walksUnderWay } from './walks/walks-under-way.js';
import { parkedReactions } from './reaction-parking.js';
import { LIMITS } from './testing/limits.js';

const CAUSE = { reason: 'unreadable-message', headers: {}, value: new Uint8Array() } as const;

const folder = temporaryFolders();
let mongo: MongoUnderTest;
let distribution: Distribution;

beforeEach(async () => {
  mongo = await mongoUnderTest();
  distribution = await openEmbeddedDistribution({ path: await folder() });
  await distribution.ensureTopics(topicsWith(1));
});
afterEach(async () => {
  await distribution.close();
  await mongo.stop();
});

const probeOf = async (cases: number, old?: ReadForDeadlines) => {
  const connection = await mongo.connect();
  return processManagerProbe({
    distribution,
    deadlines: new Deadlines(connection, LIMITS),
    parked: parkedReactions(connection),
    parkedDeadlines: parkedDeadlines(connection),
    walks: () => walksUnderWay(connection),
    troubles: new RecentFailures(0),
    clock: systemClock,
    erasedKeysApplied: { open: true },
    deadLetters: { deadLettersMax: 1, deadLettersMaxPercent: 50, staysReady: false },
    cases: () => Promise.resolve(cases),
    oldEvents: () => Promise.resolve(old),
  });
};

it('parked cases turn the process manager red above both limits; those for want of a key are told', async () => {
  const registry = new Registry();
  const parked = parkedReactions(await mongo.connect());
  parkedGauge(registry, { 'process-manager': parked });
  await parked.park('a', { ...CAUSE, message: 'none of ours' }, new Map());
  await parked.park('b', { ...CAUSE, message: 'cannot read E (s@0, i): unknown-key: k' }, new Map());
  expect(await (await probeOf(4)).check()).toMatchObject({
    ok: true,
    detail: '0 events behind, 0 deadlines overdue, 2 (1 of unknown keys) cases parked',
  });
  expect(await (await probeOf(3)).check()).toMatchObject({
    ok: false,
    detail: '0 events behind, 0 deadlines overdue, too many: 2 (1 of unknown keys) cases parked',
  });
  const exposed = await registry.metrics();
  expect(exposed).toContain('hawiya_process_manager_parked_unknown_keys{model="process-manager"} 1');
});

it('facts put aside are told until an operator has seen to them', async () => {
  const registry = new Registry();
  new InboxMetrics(registry, distribution).taken('hawiya.facts.labour.v1', 'known');
  const message = { key: 'k', headers: {}, value: new Uint8Array() };
  await distribution.publish(DEAD_FACTS_TOPIC, [message, message]);
  const probe = await probeOf(0);
  expect(await probe.check()).toMatchObject({
    ok: true,
    detail: '0 events behind, 0 deadlines overdue, 2 messages of facts put aside',
  });
  expect(await registry.metrics()).toContain('hawiya_facts_dead_letters 2');

  const stop = new AbortController();
  const { topic, group } = DEAD_FACTS;
  const seen = distribution.consume({ topic, group, signal: stop.signal, handle: () => Promise.resolve() });
  await eventually(async () => (await probe.check()).detail === '0 events behind, 0 deadlines overdue');
  expect(await registry.metrics()).toContain('hawiya_facts_dead_letters 0');
  stop.abort();
  await seen;
});

it('a reading of old events is told and changes nothing', async () => {
  const probe = await probeOf(0, { kinds: ['recheck/2'], events: 12_000 });
  expect(await probe.check()).toMatchObject({
    ok: true,
    detail: '0 events behind, 0 deadlines overdue, old events are read for recheck/2: 12000 so far',
  });
});

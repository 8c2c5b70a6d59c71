import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Registry } from 'prom-client';
import { openEmbeddedDistribution } from '#distribution/embedded/embedded-distribution.js';
import type { Distribution } from '#distribution/port.js';
import { EVENTS_TOPIC, topicsWith } from '#contracts/topics.js';
import type { Instant } from '#domain/kernel/brand.js';
import { silentLogger } from '#platform/logging/logger.js';
import { makeMissing } from '#platform/mongodb/collections.js';
import { Troubles } from '#read-models/runtime/troubles.js';
import { eventually } from '#test/support/eventually.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { DEADLINES, Deadlines } from './deadlines.js';
import { parkedGauge, processManagerFigures, processManagerProbe } from './observe.js';
import { ProcessManager } from './process-manager.js';
import { parkedReactions } from './reaction-parking.js';

jest.setTimeout(30_000);

const at = (ms: number) => new Date(Date.UTC(2026, 2, 1, 9) + ms).toISOString() as Instant;
const folder = temporaryFolders();
let mongo: MongoUnderTest;
let distribution: Distribution;
const stop = new AbortController();
let running: Promise<void> | undefined;

beforeEach(async () => {
  mongo = await mongoUnderTest();
  distribution = await openEmbeddedDistribution({ path: await folder() });
});
afterEach(async () => {
  stop.abort();
  await running;
  await distribution.close();
  await mongo.stop();
});

it('however many deadlines can never be carried out, the others are; readiness tells', async () => {
  const connection = await mongo.connect();
  await makeMissing(connection, [DEADLINES]);
  await distribution.ensureTopics(topicsWith(1));
  const deadlines = new Deadlines(connection);
  // More than are tried while the first ones' leases last, one a look.
  for (let n = 0; n < 40; n += 1) await deadlines.set({ kind: 'lapse', of: `bad ${n}`, due: at(n) });
  await deadlines.set({ kind: 'lapse', of: 'good', due: at(1_000) });
  const fired: string[] = [];
  const [clock, troubles] = [{ now: () => new Date(at(2_000)) }, new Troubles(0)];
  const registry = new Registry();
  const parked = parkedReactions(connection);
  parkedGauge(registry, parked);
  const manager = new ProcessManager(
    {
      distribution,
      deadlines,
      clock,
      troubles,
      logger: silentLogger(),
      figures: processManagerFigures(registry, distribution),
      cases: { handle: () => Promise.resolve() },
      reacting: {
        toDeadline: async (_, { correlationId }) => {
          if (correlationId.includes('bad')) throw new TypeError('a bug');
          fired.push(correlationId);
        },
      },
    },
    { topic: EVENTS_TOPIC, deadlinesEveryMs: 60_000 },
  );
  running = manager.run(stop.signal);
  // At the first look, not a minute and more later.
  await eventually(() => fired.length === 1);
  expect(fired).toEqual(['deadline:lapse:good']);
  await eventually(async () => (await deadlines.overdue(at(2_000))) === 40);
  const late = { now: () => new Date(at(120_000)) };
  const probe = processManagerProbe({
    distribution,
    deadlines,
    parked,
    troubles,
    clock: late,
    erasedKeysApplied: { open: true },
    deadLetters: { deadLettersMax: 100, deadLettersMaxPercent: 1, staysReady: false },
    cases: () => Promise.resolve(0),
  });
  expect(await probe.check()).toMatchObject({
    ok: false,
    detail: '0 events behind, 40 deadlines overdue, deadline lapse: TypeError',
  });
});

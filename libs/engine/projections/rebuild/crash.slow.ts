import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openParts, type Parts } from '#apps/composition/parts.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { startChild } from '#test/support/child.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { applicationStatusModel } from '#read-models/application-status/schema.js';
import { type ReadModelRuntime, readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { UNOBSERVED } from '../observer.js';
import type { Guarded } from '../stored.js';
import { applicationEvents as application, feesEvents as fees } from '#domain/testing/case-events.js';
import { happens } from '#read-models/testing/temporary-house.js';
import { RebuildState } from './rebuild-state.js';
import { shadowsOf } from './shadow.js';

const CHILD = new URL('../../../../test/support/children/rebuild.ts', import.meta.url);
const CASES = 8;
const lost = randomUUID();

jest.setTimeout(60_000);

describe('a rebuild that is killed', () => {
  let template: string;
  let data: string;
  let parts: Parts;
  let model: ReadModelRuntime;
  afterEach(() => parts.close());
  const folder = temporaryFolders();

  const open = async (path: string) => {
    parts = await openParts(readConfiguration({ HAWIYA_DATA: path }), silentLogger());
    const [first] = readModelRuntimes(
      { ...parts, visibility: { written: () => undefined } },
      () => UNOBSERVED,
    );
    if (first === undefined) throw new Error('there is a model');
    model = first;
  };
  const collection = () => parts.connection.collection<Guarded>(applicationStatusModel.collection);
  const state = () => new RebuildState(parts.connection, model.name).get();

  /** A log, and a model in which one document is missing. */
  beforeAll(async () => {
    template = await mkdtemp(join(tmpdir(), 'hawiya-rebuild-'));
    await open(template);
    const log = new EventLog(parts.store, parts.codec);
    for (const id of [lost, ...Array.from({ length: CASES - 1 }, () => randomUUID())]) {
      const trackingNumber = id as typeof application.ApplicationStarted.data.trackingNumber;
      const started = { ...application.ApplicationStarted.data, trackingNumber };
      await happens(log, { ...application.ApplicationStarted, data: started }, id);
      for (const event of [fees.BillIssued, application.DetailsProvided]) await happens(log, event, id);
    }
    await model.rebuild();
    await collection().deleteOne({ _id: lost });
    await parts.close();
  });
  afterAll(() => rm(template, { recursive: true }));
  beforeEach(async () => {
    data = join(await folder(), 'data');
    await cp(template, data, { recursive: true, filter: (path) => !/\/lock$|\.sock$/.test(path) });
  });
  it.each([
    ['rebuild.after-write:2', 4],
    ['rebuild.before-checkpoint:3', 8],
    ['rebuild.after-checkpoint:3', 12],
    ['rebuild.before-swap', 24],
  ])('at %s leaves the model as it was, and is taken up again', async (point, events) => {
    const child = startChild(CHILD, [data], { HAWIYA_CRASH_AT: point });
    expect(await child.ended).toBe('SIGKILL');
    await open(data);
    expect(await collection().countDocuments()).toBe(CASES - 1);
    expect(await state()).toMatchObject({ events, phase: events === 24 ? 'swapping' : 'building' });
    const resumed: number[] = [];
    const report = await model.rebuild({
      resuming: (from) => resumed.push(from.events),
      inFlight: () => Promise.resolve(false),
    });
    expect([resumed, report.events]).toEqual([[events], 24]);
    if (events < 24) expect(report.comparison?.differences).toMatchObject([{ id: lost, kind: 'missing' }]);
    await whole();
  });

  it.each([['rebuild.after-swap'], ['rebuild.before-end']])(
    'at %s is ended by the next start',
    async (point) => {
      const child = startChild(CHILD, [data], { HAWIYA_CRASH_AT: point });
      expect(await child.ended).toBe('SIGKILL');
      await open(data);
      expect(await collection().countDocuments()).toBe(CASES);
      expect(await model.ensureCurrent()).toMatchObject({ events: 24 });
      await whole();
    },
  );

  it('at any moment is taken up again', async () => {
    const child = startChild(CHILD, [data]);
    await child.sees(/^8 events$/);
    child.kill();
    await child.ended;
    await open(data);
    await model.rebuild();
    await whole();
  });

  const whole = async () => {
    expect(await model.verify()).toMatchObject({ documents: CASES, differing: 0, rechecked: 0 });
    expect(await state()).toBeNull();
    expect(await shadowsOf(parts.connection, applicationStatusModel)).toEqual([]);
    expect(await model.ensureCurrent()).toBeUndefined();
  };
});

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution } from '#topics/port.js';
import { createLogger } from '#runtime/logging/logger.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { applicationEvents as application } from '#domain/testing/case-events.js';
import { type TemporaryHouse, temporaryHouse } from '#read-models/testing/temporary-house.js';
import { type CommandFailure, failNext } from '#test/support/fail-command.js';
import { eventually } from '#test/support/eventually.js';
import { observed, projectorFigures, projectorProbe } from './observe.js';
import { Projecting } from './projecting.js';

jest.setTimeout(30_000);

const backOff = { firstMs: 5, capMs: 20 };

describe('projecting while MongoDB fails', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', format: 'json' }, { write: (line) => lines.push(line) });
  let house: TemporaryHouse;
  let distribution: Distribution;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    house = await temporaryHouse();
    distribution = await openEmbeddedDistribution({ path: `${house.path}/topics`, backOff });
    stop = new AbortController();
    lines.length = 0;
  });
  afterEach(async () => {
    stop.abort();
    await running;
    await distribution.close();
    await house.remove();
  });

  async function start(hopelessPauseMs: number): Promise<Projecting> {
    const registry = new Registry();
    const models = readModelRuntimes(house, observed(registry, logger));
    const projecting = new Projecting(
      {
        models,
        distribution,
        logger,
        tracing: NO_TRACING,
        figures: projectorFigures(registry, distribution, models),
      },
      { partitions: 1, hopelessPauseMs },
    );
    running = projecting.run(stop.signal);
    await eventually(() => projecting.isBuilt());
    return projecting;
  }
  async function happens(failure: Omit<CommandFailure, 'failCommands'>, times: number): Promise<string> {
    const id = randomUUID();
    await house.happened(id, application.ApplicationStarted);
    await failNext(house.connection, times, { failCommands: ['insert'], ...failure });
    await distribution.publish(EVENTS_TOPIC, await house.messages());
    return id;
  }
  const arrived = (id: string) =>
    new ApplicationStatusQueries(house.connection, house.visibility).byId(id, {
      minRevision: 0n,
      waitMs: 10_000,
    });

  it('goes on as soon as what passes by itself has passed', async () => {
    const projecting = await start(3_600_000);
    const id = await happens({ errorCode: 10_107 }, 5);
    expect(await arrived(id)).toMatchObject({ reached: true });
    await eventually(() => projecting.trouble().length === 0);
    expect(lines.filter((line) => line.includes('will be repeated')).length).toBeGreaterThanOrEqual(3);
    expect(lines.filter((line) => line.includes('key parked'))).toEqual([]);
  });

  it('is in no hurry with what does not, and readiness names it until it is mended', async () => {
    const projecting = await start(20);
    const probe = projectorProbe({
      distribution,
      models: [],
      projecting,
      deadLetters: { deadLettersMax: 100, deadLettersMaxPercent: 1, staysReady: false },
    });
    const id = await happens({ errorCode: 13 }, 1_000_000);
    await eventually(() => projecting.trouble().length === 3);
    expect(await probe.check()).toEqual({
      ok: false,
      detail: expect.stringContaining('application-status/0: MongoBulkWriteError 13'),
    });
    await failNext(house.connection, 0, { failCommands: [] });
    expect(await arrived(id)).toMatchObject({ reached: true });
    await eventually(async () => (await probe.check()).ok);
    expect(lines.filter((line) => line.includes('key parked'))).toEqual([]);
  });

  it('waits for it no longer than it takes to be told to stop', async () => {
    const projecting = await start(3_600_000);
    await happens({ errorCode: 13 }, 1_000_000);
    await eventually(() => projecting.trouble().length === 3);
    stop.abort();
    await running;
  });
});

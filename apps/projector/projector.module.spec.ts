import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution } from '#topics/port.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { type ReadModelRuntime, readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { applicationEvents as application } from '#domain/testing/case-events.js';
import { type TemporaryHouse, temporaryHouse } from '#read-models/testing/temporary-house.js';
import { eventually } from '#test/support/eventually.js';
import { observed } from './observe.js';
import { PROJECTOR_PROBE, ProjectorModule } from './projector.module.js';

let house: TemporaryHouse;
let distribution: Distribution;
let models: readonly ReadModelRuntime[];

beforeEach(async () => {
  house = await temporaryHouse();
  distribution = await openEmbeddedDistribution({ path: `${house.path}/topics` });
});
afterEach(async () => {
  await distribution.close();
  await house.remove();
});

async function start(metrics: Registry): Promise<INestApplicationContext> {
  const logger = silentLogger();
  models = readModelRuntimes(house, observed(metrics, logger));
  const ports = { models, distribution, logger, metrics };
  const app = await NestFactory.createApplicationContext(
    ProjectorModule.register(ports, {
      partitions: 2,
      deadLetters: { deadLettersMax: 100, deadLettersMaxPercent: 1, staysReady: false },
    }),
    {
      logger: false,
    },
  );
  return app.enableShutdownHooks([]);
}

describe('the projector', () => {
  it('builds the models from the log, then keeps them from the topic, and stops when all is stored', async () => {
    const [early, late] = [randomUUID(), randomUUID()];
    await house.happened(early, application.ApplicationStarted);
    const metrics = new Registry();
    const app = await start(metrics);
    const queries = new ApplicationStatusQueries(house.connection, house.visibility);
    const probe = app.get<HealthProbe>(PROJECTOR_PROBE);
    await eventually(async () => (await probe.check()).ok); // before that, what comes could still be built from the log
    expect(await queries.byId(early, { minRevision: 0n, waitMs: 5_000 })).toMatchObject({ reached: true });

    const { ApplicationStarted } = application;
    const trackingNumber = late as string as typeof ApplicationStarted.data.trackingNumber; // another one
    await house.happened(late, {
      ...ApplicationStarted,
      data: { ...ApplicationStarted.data, trackingNumber },
    });
    await distribution.publish(EVENTS_TOPIC, await house.messages());
    expect(await queries.byId(late, { minRevision: 0n, waitMs: 5_000 })).toMatchObject({ reached: true });

    await eventually(async () => (await probe.check()).detail.endsWith('applications-report 0'));
    expect(await probe.check()).toMatchObject({ ok: true });
    await app.close();

    const exposed = await metrics.metrics();
    expect(exposed).toContain(
      'hawiya_projector_events_total{model="application-status",outcome="repeated"} 1',
    );
    expect(exposed).toContain(
      'hawiya_projector_events_total{model="application-status",outcome="applied"} 1',
    );
    for (const partition of [0, 1]) {
      const labels = `{model="review-queue",partition="${partition}"}`;
      expect(exposed).toContain(`hawiya_projector_lag_events${labels} 0`);
      expect(exposed).toContain(`hawiya_projector_lag_seconds${labels} 0`);
    }
    expect(exposed).toContain('hawiya_projector_parked_keys{model="applications-report"} 0');
    for (const model of models) {
      expect(await model.verify()).toMatchObject({ documents: 2, differing: 0 });
    }
  });

  it('is ready on an empty log', async () => {
    const app = await start(new Registry());
    const probe = app.get<HealthProbe>(PROJECTOR_PROBE);
    await eventually(async () => (await probe.check()).ok);
    await app.close();
  });
});

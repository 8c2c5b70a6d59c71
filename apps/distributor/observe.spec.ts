import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { systemClock } from '#runtime/clock/clock.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { createMetrics } from '#runtime/metrics/metrics.js';
import { appendNumbered } from '#test/support/events.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { DISTRIBUTOR_PROBE, DistributorModule } from './distributor.module.js';
import { checkpointsIn } from '#test/support/checkpoints.js';

describe('the distributor as part of an application', () => {
  const folder = temporaryFolders();

  it('runs from start to shutdown, and shows its health and figures', async () => {
    const data = await folder();
    const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
    const distribution = await openEmbeddedDistribution({ path: join(data, 'topics') });
    const checkpoints = await checkpointsIn(data);
    const metrics = createMetrics();
    const ports = { store, distribution, checkpoints, logger: silentLogger(), metrics, clock: systemClock };
    await appendNumbered(store, { count: 3 });
    const application = await NestFactory.createApplicationContext(DistributorModule.register(ports), {
      logger: false,
    });
    const probe = application.get<HealthProbe>(DISTRIBUTOR_PROBE);
    await eventually(async () => (await probe.check()).detail === 'live, 0.0 s behind');
    expect((await probe.check()).ok).toBe(true);
    const figures = await metrics.metrics();
    expect(figures).toContain('hawiya_distributor_published_total 3');
    expect(figures).toContain('hawiya_distributor_skipped_total{reason="unreadable"} 0');
    expect(figures).toContain('hawiya_distributor_lag_events 0');
    await application.close();
    await expect(probe.check()).resolves.toEqual({ ok: false, detail: 'stopped, 0.0 s behind' });
    await Promise.all([store.close(), distribution.close(), checkpoints.close()]);
  });
});

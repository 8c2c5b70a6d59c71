import { Counter, type Registry } from 'prom-client';
import type { EventStore } from '#event-store/port.js';
import type { Clock } from '#runtime/clock/clock.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { durations } from '#runtime/metrics/durations.js';
import { readGauges } from '#runtime/metrics/read-gauges.js';
import type { Distributor, DistributorStatus } from './distributor.js';
import { COUNTED, eventsBehind, secondsBehind } from './lag.js';

/** More than this many seconds behind is no longer healthy. */
const UNHEALTHY_SECONDS = 30;

/** Ready while it is running without errors and not far behind. */
export function distributorProbe(distributor: Distributor, store: EventStore, clock: Clock): HealthProbe {
  return {
    name: 'distributor',
    async check() {
      const { state, skipped } = distributor.status();
      const seconds = await secondsBehind(store, await distributor.published(), clock);
      const running = state === 'live' || state === 'catching-up' || state === 'standing-by';
      const leftOut = skipped.unreadable + skipped['too-large'];
      const detail = `${state}, ${seconds.toFixed(1)} s behind${leftOut > 0 ? `, ${leftOut} events skipped` : ''}`;
      return { ok: running && seconds < UNHEALTHY_SECONDS, detail };
    },
  };
}

/** Told how long each publish took, in seconds. */
export function publishDurations(registry: Registry): (seconds: number) => void {
  const observe = durations(registry, {
    name: 'hawiya_distributor_publish_duration_seconds',
    help: 'Time from sending a batch to the answer that it is kept',
    labels: [],
  });
  return (seconds) => observe([], seconds);
}

/** The distributor's figures on `/metrics`, read when they are asked for. */
export function distributorMetrics(
  registry: Registry,
  distributor: Distributor,
  store: EventStore,
  clock: Clock,
): void {
  const registers: Registry[] = [];
  const count = (name: string, help: string, read: (status: DistributorStatus) => number) =>
    registry.registerMetric(
      new Counter({
        name: `hawiya_distributor_${name}_total`,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(read(distributor.status()));
        },
      }),
    );
  count('published', 'Events published; repeated ones count again', ({ published }) => published);
  count('batches', 'Batches published', ({ batches }) => batches);
  count('failures', 'Errors after which the distributor paused and went on', ({ failures }) => failures);
  registry.registerMetric(
    new Counter({
      name: 'hawiya_distributor_skipped_total',
      help: 'Events that cannot be published, by reason',
      labelNames: ['reason'],
      registers,
      collect() {
        this.reset();
        const { skipped } = distributor.status();
        for (const [reason, times] of Object.entries(skipped)) this.inc({ reason }, times);
      },
    }),
  );
  const events = {
    hawiya_distributor_lag_events: { help: `Events not published yet, counted up to ${COUNTED}` },
  };
  readGauges(registry, 'distributor-events', events, async (set) => {
    set('hawiya_distributor_lag_events', await eventsBehind(store, await distributor.published()));
  });
  const seconds = {
    hawiya_distributor_lag_seconds: { help: 'Age of the oldest event that is not published yet' },
  };
  readGauges(registry, 'distributor', seconds, async (set) => {
    set('hawiya_distributor_lag_seconds', await secondsBehind(store, await distributor.published(), clock));
  });
}

import { Counter, Gauge, type Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { Distribution } from '#distribution/port.js';
import { instantOf } from '#domain/calendar/day.js';
import type { Clock } from '#platform/clock/clock.js';
import type { HealthProbe } from '#platform/health/probe.js';
import type { Deadlines } from './deadlines.js';
import { PROCESS_MANAGER_GROUP } from './process-manager.js';
import type { Reaction } from './react.js';

/** More events than this waiting is no longer healthy. */
const UNHEALTHY_LAG = 10_000;

/** What the process manager did, on `/metrics`. */
export class ProcessManagerMetrics {
  private readonly reactions: Counter<'reaction'>;
  private readonly refusals: Counter<'reaction' | 'code'>;
  private readonly skips: Counter<'reason'>;

  constructor(registry: Registry, distribution: Distribution, deadlines: Deadlines, clock: Clock) {
    const registers = [registry];
    this.reactions = new Counter({
      name: 'hawiya_process_manager_reactions_total',
      help: 'Reactions carried out; repeated ones count again',
      labelNames: ['reaction'],
      registers,
    });
    this.refusals = new Counter({
      name: 'hawiya_process_manager_refused_total',
      help: 'Commands of reactions that were refused, by code',
      labelNames: ['reaction', 'code'],
      registers,
    });
    this.skips = new Counter({
      name: 'hawiya_process_manager_skipped_total',
      help: 'Messages skipped, by reason',
      labelNames: ['reason'],
      registers,
    });
    registry.registerMetric(
      new Gauge({
        name: 'hawiya_process_manager_lag_events',
        help: 'Events not reacted to yet',
        registers: [],
        async collect() {
          this.set(await waiting(distribution));
        },
      }),
    );
    registry.registerMetric(
      new Gauge({
        name: 'hawiya_deadlines_overdue',
        help: 'Deadlines that are due and not fired yet',
        registers: [],
        async collect() {
          this.set(await deadlines.overdue(instantOf(clock.now().getTime())));
        },
      }),
    );
  }

  carriedOut(reaction: Reaction['do']): void {
    this.reactions.inc({ reaction });
  }

  refused(reaction: Reaction['do'], code: string): void {
    this.refusals.inc({ reaction, code });
  }

  skipped(reason: string): void {
    this.skips.inc({ reason });
  }
}

/** Ready while it keeps up and fires its deadlines. */
export function processManagerProbe(
  distribution: Distribution,
  deadlines: Deadlines,
  clock: Clock,
): HealthProbe {
  return {
    name: 'process-manager',
    async check() {
      const [behind, overdue] = await Promise.all([
        waiting(distribution),
        // What became due this minute is being worked on.
        deadlines.overdue(instantOf(clock.now().getTime() - 60_000)),
      ]);
      return {
        ok: behind < UNHEALTHY_LAG && overdue === 0,
        detail: `${behind} events behind, ${overdue} deadlines overdue`,
      };
    },
  };
}

async function waiting(distribution: Distribution): Promise<number> {
  const partitions = await distribution.lag(EVENTS_TOPIC, PROCESS_MANAGER_GROUP);
  return Number(partitions.reduce((sum, { lag }) => sum + lag, 0n));
}

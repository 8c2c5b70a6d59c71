import { Counter, type Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { instantOf } from '#decider/instant.js';
import { type Consumed, ConsumerFigures, lagOf } from '#topics/consumer-figures.js';
import type { Distribution } from '#topics/port.js';
import { ASKED_SERVICES } from '#domain/fact-request/events.js';
import type { Clock } from '#runtime/clock/clock.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { durations } from '#runtime/metrics/durations.js';
import { readGauges } from '#runtime/metrics/read-gauges.js';
import { type DeadLetterPolicy, deadLettersInWords, tooManyParked } from '#projections/dead-letters.js';
import { parkedGauges } from '#projections/parked-gauges.js';
import type { ParkedKeys } from '#projections/parked-keys.js';
import type { RecentFailures } from '#event-sourcing/recent-failures.js';
import type { Unsettled } from '#domain/fees/fees.js';
import { provenanceOf } from '#event-sourcing/cloud-events.js';
import type { Deadlines } from './deadlines/deadlines.js';
import type { WalksUnderWay } from './walks/walks-under-way.js';
import { CONSUMED_INBOXES, DEAD_FACTS } from './inbox/facts-topics.js';
import { PROCESS_MANAGER_GROUP } from './group.js';
import type { ReadForDeadlines } from './deadlines/old-events.js';
import type { Reaction } from './reaction.js';

/** More events than this waiting is no longer healthy. */
const UNHEALTHY_LAG = 10_000;

const SKIPS = ['not-an-event', 'unknown-type'] as const;

/** Why a message is stepped over. */
export type ReactionSkipReason = (typeof SKIPS)[number];

/** What the process manager did, on `/metrics`. */
export class ProcessManagerMetrics {
  private readonly took: ReturnType<typeof durations>;
  private readonly late: ReturnType<typeof durations>;
  private readonly refusals: Counter<'reaction' | 'code'>;
  private readonly skips: Counter<'reason'>;
  private readonly putOffs: Counter;
  private readonly unsettledMoney: Counter<'what'>;
  private readonly lateAnswers: Counter<'service'>;

  constructor(
    registry: Registry,
    { deadlines, walks }: { readonly deadlines: Deadlines; readonly walks: () => Promise<WalksUnderWay> },
    clock: Clock,
  ) {
    const registers = [registry];
    this.took = durations(registry, {
      name: 'hawiya_process_manager_reaction_duration_seconds',
      help: 'Time a reaction took; repeated ones count again',
      labels: ['reaction'],
    });
    this.late = durations(registry, {
      name: 'hawiya_process_manager_deadline_lateness_seconds',
      help: 'From when a deadline was due to when it had been fired',
      labels: ['kind'],
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
    this.putOffs = new Counter({
      name: 'hawiya_process_manager_put_off_total',
      help: 'Events left to a later one that called for the same look',
      registers,
    });
    this.unsettledMoney = new Counter({
      name: 'hawiya_process_manager_money_unsettled_total',
      help: 'Payments and refunds of unknown outcome that were a day old or more when looked at, once a day each',
      labelNames: ['what'],
      registers,
    });
    this.lateAnswers = new Counter({
      name: 'hawiya_process_manager_answers_late_total',
      help: 'Facts that a service was asked for and has not told within its service level',
      labelNames: ['service'],
      registers,
    });
    for (const service of ASKED_SERVICES) this.lateAnswers.inc({ service }, 0);
    for (const what of ['payment', 'refund'] as const) this.unsettledMoney.inc({ what }, 0);
    for (const reason of SKIPS) this.skips.inc({ reason }, 0);
    const gauges = {
      hawiya_process_manager_deadlines_overdue: {
        help: 'Deadlines that are due and not fired yet, without parked ones, counted up to 1000',
      },
      hawiya_process_manager_deadlines_lag_seconds: {
        help: 'How long the oldest of them has been due; 0 when there is none',
      },
    };
    readGauges(registry, 'deadlines', gauges, async (set) => {
      const now = clock.now().getTime();
      const [overdue, since] = await Promise.all([
        deadlines.overdue(instantOf(now)),
        deadlines.dueSince(instantOf(now)),
      ]);
      const seconds = since === undefined ? 0 : (now - Date.parse(since)) / 1_000;
      set('hawiya_process_manager_deadlines_overdue', overdue);
      set('hawiya_process_manager_deadlines_lag_seconds', seconds);
    });
    const walked = {
      hawiya_process_manager_walk_done: {
        help: 'Credentials looked at by the walks over all credentials that are under way',
      },
      hawiya_process_manager_walk_credentials: {
        help: 'Credentials that these walks look at in all; 0 when none is under way',
      },
    };
    readGauges(registry, 'walks', walked, async (set) => {
      const { done, total } = await walks();
      set('hawiya_process_manager_walk_done', done);
      set('hawiya_process_manager_walk_credentials', total);
    });
  }

  carriedOut(reaction: Reaction['do'], seconds: number): void {
    this.took([reaction], seconds);
  }

  fired(kind: string, lateSeconds: number): void {
    this.late([kind], lateSeconds);
  }

  putOff(events: number): void {
    this.putOffs.inc(events);
  }

  unsettled(what: Unsettled['what']): void {
    this.unsettledMoney.inc({ what });
  }

  answerIsLate(service: string): void {
    this.lateAnswers.inc({ service });
  }

  refused(reaction: Reaction['do'], code: string): void {
    this.refusals.inc({ reaction, code });
  }

  skipped(reason: ReactionSkipReason): void {
    this.skips.inc({ reason });
  }
}

type Counted = Pick<ParkedKeys, 'deadLetters'>;

/** Cases and deadlines that wait for an operator, on `/metrics`; named as the operators' desk names them. */
export function parkedGauge(registry: Registry, parked: Readonly<Record<string, Counted>>): void {
  const places = Object.entries(parked).map(([name, keys]) => ({ name, parked: keys }));
  parkedGauges(registry, 'process_manager', 'parked-reactions', places);
}

/** Lag and batches on `/metrics`. */
export function processManagerFigures(registry: Registry, distribution: Distribution): ConsumerFigures {
  return new ConsumerFigures(registry, distribution, {
    stage: 'process_manager',
    consumers: new Map([[PROCESS_MANAGER_GROUP, { topic: EVENTS_TOPIC, group: PROCESS_MANAGER_GROUP }]]),
    occurredAt: (message) => provenanceOf(message).occurredAt,
  });
}

export interface ProbeDependencies {
  readonly distribution: Distribution;
  readonly deadlines: Deadlines;
  readonly parked: Counted;
  readonly parkedDeadlines: Counted;
  readonly walks: () => Promise<WalksUnderWay>;
  readonly troubles: RecentFailures;
  readonly clock: Clock;
  readonly erasedKeysApplied: { readonly open: boolean };
  readonly deadLetters: DeadLetterPolicy;
  /** How many cases there are. */
  readonly cases: () => Promise<number>;
  /** What the log has not been read for yet. */
  readonly oldEvents: () => Promise<ReadForDeadlines | undefined>;
}

/**
 * Ready once the list of erased keys was applied, while it keeps up, fires its deadlines and fails of nothing. Single
 * parked cases, and facts that were put aside, are an operator's business; too many parked cases are more than that.
 */
export function processManagerProbe({
  distribution,
  deadlines,
  parked,
  parkedDeadlines,
  walks,
  troubles,
  clock,
  erasedKeysApplied,
  deadLetters,
  cases,
  oldEvents,
}: ProbeDependencies): HealthProbe {
  return {
    name: 'process-manager',
    async check() {
      if (!erasedKeysApplied.open) return { ok: false, detail: 'the list of erased keys is not applied yet' };
      const [behind, facts, overdue, letters, stopped, dead, old, looks] = await Promise.all([
        waiting(distribution, [{ topic: EVENTS_TOPIC, group: PROCESS_MANAGER_GROUP }]),
        waiting(distribution, CONSUMED_INBOXES),
        // What became due this minute is being worked on.
        deadlines.overdue(instantOf(clock.now().getTime() - 60_000)),
        parked.deadLetters(),
        parkedDeadlines.deadLetters(),
        waiting(distribution, [DEAD_FACTS]),
        oldEvents(),
        walks(),
      ]);
      const exceeded = await tooManyParked(letters, deadLetters, cases);
      const failing = troubles.recent();
      const detail = [
        `${behind} events behind`,
        `${overdue} deadlines overdue`,
        ...(facts > 0 ? [`${facts} facts behind`] : []),
        ...(letters.parked > 0
          ? [`${exceeded ? 'too many: ' : ''}${deadLettersInWords(letters)} cases parked`]
          : []),
        ...(stopped.parked > 0 ? [`${deadLettersInWords(stopped)} deadlines parked`] : []),
        ...(dead > 0 ? [`${dead} messages of facts put aside`] : []),
        ...(old === undefined
          ? []
          : [`old events are read for ${old.kinds.join(', ')}: ${old.events} so far`]),
        ...(looks.walks > 0 ? [`${looks.done} of ${looks.total} credentials looked at again`] : []),
        ...failing,
      ].join(', ');
      const keepsUp = behind < UNHEALTHY_LAG && facts < UNHEALTHY_LAG && overdue === 0;
      const fine = keepsUp && failing.length === 0;
      return { ok: fine && !exceeded, staysReady: fine && deadLetters.staysReady, detail };
    },
  };
}

async function waiting(distribution: Distribution, consumed: readonly Consumed[]): Promise<number> {
  const lags = await Promise.all(consumed.map((one) => lagOf(distribution, one)));
  return Number(lags.flat().reduce((sum, { lag }) => sum + lag, 0n));
}

import { setMaxListeners } from 'node:events';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Connection } from 'mongoose';
import type { Registry } from 'prom-client';
import { EVENTS_TOPIC, topicsWith } from '#contracts/topics.js';
import { instantOf } from '#decider/instant.js';
import { ConsumerPipe } from '#topics/consumer-pipe.js';
import type { Batch, Distribution } from '#topics/port.js';
import { PatientWebhooks } from '#topics/webhooks/patient-webhooks.js';
import type { Webhooks } from '#topics/webhooks/port.js';
import type { Policy } from '#domain/policy/policy.js';
import type { Codec } from '#event-sourcing/codec.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { Clock } from '#runtime/clock/clock.js';
import type { Configuration } from '#configuration/configuration.js';
import { retryUntilAborted } from '#runtime/retry-until-aborted.js';
import { runAfter } from '#runtime/run-after.js';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import type { DeadLetterPolicy } from '#projections/dead-letters.js';
import { RecentFailures } from '#event-sourcing/recent-failures.js';
import type { Subjects } from '#use-cases/subjects.js';
import { CaseByCase } from './case-by-case.js';
import type { CaseIds, ToldRefused, ToldLate, ToldLeft, ToldUnsettled } from './carry-out.js';
import { carryOutWith } from './carry-out-with.js';
import { parkedDeadlines } from './deadlines/parking.js';
import { DeadlineWatch } from './deadlines/deadline-watch.js';
import { type DeadlineLimits, Deadlines } from './deadlines/deadlines.js';
import type { Eraser } from './erasure/eraser.js';
import { InboxMetrics } from './inbox/inbox-metrics.js';
import { type Explained, Inbox } from './inbox/inbox.js';
import { parkedGauge, processManagerFigures, ProcessManagerMetrics, processManagerProbe } from './observe.js';
import { Following } from './following.js';
import { PROCESS_MANAGER_GROUP } from './group.js';
import { LiveWork } from './live-work.js';
import { migrateTopics } from './migrate-topics.js';
import { oldEventsLeft, type OldEventsDependencies, readOldEvents } from './deadlines/old-events.js';
import { policyCredentials, waitingCasesCheck } from './react.js';
import { parkedReactions } from './reaction-parking.js';
import { Dispatch } from './dispatch.js';
import { readEnvelope } from './read-envelope.js';
import { WebhookFigures } from './webhooks/webhook-figures.js';
import type { WalkLimits } from './walks/credential-walks.js';
import { walksUnderWay } from './walks/walks-under-way.js';

export interface ProcessManagerDependencies {
  readonly distribution: Distribution;
  readonly codec: Pick<Codec, 'decode'>;
  readonly log: Pick<EventLog, 'seen' | 'missed' | 'load'>;
  readonly policy: Policy;
  readonly connection: Connection;
  /** Where no operator migrates the database: its log is read for kinds of deadlines that came with this release. */
  readonly old?: Pick<OldEventsDependencies, 'store'>;
  readonly caseIds: CaseIds;
  /** How many cases there are. */
  readonly cases: () => Promise<number>;
  readonly eraser: Eraser;
  readonly subjects: Subjects;
  readonly webhooks: Webhooks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Resolves once this process may append, consume and save. Default: at once. */
  readonly passed?: Promise<unknown>;
  /** See `FactsIntakeNeeds`. */
  readonly explained: Explained;
  /** Default: none. */
  readonly tracing?: Tracing;
}

/** See the settings. */
export type ProcessManagerLimits = Pick<Configuration, 'factLimit' | 'failuresMax'> &
  DeadlineLimits &
  WalkLimits;

export interface ProcessManagerModuleOptions {
  readonly partitions: number;
  /** How often due deadlines are looked for, milliseconds; default 1,000. */
  readonly deadlinesEveryMs?: number;
  /** Whether no operator migrates the topics (they are this process's own): it is done at the start. */
  readonly migratesTopics?: boolean;
  readonly limits: ProcessManagerLimits;
  readonly lookEveryMs?: number;
  readonly deadLetters: DeadLetterPolicy;
}

/** Injection token of the process manager's `HealthProbe`. */
export const PROCESS_MANAGER_PROBE = Symbol('ProcessManagerProbe');

const PORTS = Symbol('ProcessManagerPorts');
const OPTIONS = Symbol('ProcessManagerOptions');
const TROUBLES = Symbol('ProcessManagerTroubles');
const GATE = Symbol('ErasedKeysApplied');

/** Open once the list of erased keys was applied. */
interface Gate {
  open: boolean;
}

/** Runs the process manager and the intake of facts from the application's start to its shutdown. */
@Module({})
export class ProcessManagerModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = stopOfMany();
  private running: Promise<void> | undefined;

  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(PORTS) private readonly dependencies: ProcessManagerDependencies,
    @Inject(OPTIONS) private readonly options: ProcessManagerModuleOptions,
    @Inject(TROUBLES) private readonly troubles: RecentFailures,
    @Inject(GATE) private readonly gate: Gate,
  ) {}

  /** The module that brings the command bus is imported beside this one. */
  static register(
    ports: ProcessManagerDependencies,
    options: ProcessManagerModuleOptions,
    useCases: DynamicModule,
  ): DynamicModule {
    const { deadLetters, limits } = options;
    const deadlines = new Deadlines(ports.connection, limits);
    const troubles = new RecentFailures(0); // batches have a back-off of their own
    const parked = parkedReactions(ports.connection);
    const gate: Gate = { open: false };
    const probe = processManagerProbe({
      ...ports,
      deadlines,
      parked,
      parkedDeadlines: parkedDeadlines(ports.connection),
      walks: () => walksUnderWay(ports.connection),
      troubles,
      erasedKeysApplied: gate,
      deadLetters,
      oldEvents: () => oldEventsLeft(ports.connection),
    });
    return {
      module: ProcessManagerModule,
      imports: [useCases],
      providers: [
        { provide: PORTS, useValue: ports },
        { provide: OPTIONS, useValue: options },
        { provide: TROUBLES, useValue: troubles },
        { provide: GATE, useValue: gate },
        { provide: PROCESS_MANAGER_PROBE, useValue: probe },
      ],
      exports: [PROCESS_MANAGER_PROBE],
    };
  }

  onApplicationBootstrap(): void {
    const { signal } = this.stop;
    const { passed = Promise.resolve() } = this.dependencies;
    this.running = runAfter(passed, signal, () => this.run(signal));
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { distribution, codec, connection, caseIds, eraser, subjects, clock, logger, metrics } =
      this.dependencies;
    const { tracing = NO_TRACING, explained, log, policy } = this.dependencies;
    const { troubles } = this;
    const {
      partitions,
      deadlinesEveryMs = 1_000,
      migratesTopics = false,
      lookEveryMs,
      limits,
    } = this.options;
    const failed = (error: unknown) =>
      logger.error({ err: error }, 'process manager: interrupted; trying again');
    const deadlines = new Deadlines(connection, limits);
    const counted = new ProcessManagerMetrics(
      metrics,
      { deadlines, walks: () => walksUnderWay(connection) },
      clock,
    );
    const figures = processManagerFigures(metrics, distribution);
    const parked = parkedReactions(connection);
    parkedGauge(metrics, { 'process-manager': parked, deadlines: parkedDeadlines(connection) });
    const factsFigures = new InboxMetrics(metrics, distribution);
    const topics = () =>
      migratesTopics
        ? migrateTopics(distribution, partitions)
        : distribution.ensureTopics(topicsWith(partitions));
    await retryUntilAborted(topics, signal, failed);
    await retryUntilAborted(() => this.applyErasedKeys(), signal, failed);
    const refused: ToldRefused = (reaction, code, cause) => {
      counted.refused(reaction, code);
      logger.debug(
        { reaction, code, causationId: cause.causationId, ...originOf(cause) },
        'process manager: a command was refused',
      );
    };
    const unsettled: ToldUnsettled = (what, applicationId) => {
      counted.unsettled(what);
      logger.warn({ what, applicationId }, 'process manager: money of unknown outcome');
    };
    const left: ToldLeft = ({ kind, of }, error) =>
      logger.error(
        { deadline: kind, of, err: error },
        'process manager: one could not be looked at; the others are',
      );
    const late: ToldLate = (service, applicationId) => {
      counted.answerIsLate(service);
      logger.warn(
        { service, applicationId },
        'process manager: a service has not told what it was asked for',
      );
    };
    const now = () => instantOf(clock.now().getTime());
    const look = () => deadlines.ensure(waitingCasesCheck(now()));
    await retryUntilAborted(look, signal, failed);
    const live = new LiveWork();
    const { webhooks } = this.dependencies;
    const calls = new WebhookFigures(metrics, webhooks.services, deadlines);
    const carryOut = carryOutWith(
      {
        bus: this.bus,
        connection,
        deadlines,
        distribution,
        webhooks: new PatientWebhooks(webhooks, { mostMs: limits.deadlinePutOffMaxMs }),
        caseIds,
        eraser,
        log,
        policy,
        live,
        limits,
        tracing,
        logger,
      },
      { refused, unsettled, left, late, called: (...call) => calls.called(...call) },
    );
    const dispatch = new Dispatch({ carryOut, metrics: counted, tracing, logger, clock });
    const cases = new CaseByCase({
      decode: readEnvelope(codec, logger, counted),
      dispatch,
      following: new Following(log),
      failuresMax: limits.failuresMax,
      parked,
      logger,
      putOff: (events) => counted.putOff(events),
    });
    const pipe = new ConsumerPipe({
      distribution,
      figures,
      failures: troubles,
      logger,
      stage: 'process manager',
    });
    const events = {
      topic: EVENTS_TOPIC,
      group: PROCESS_MANAGER_GROUP,
      name: PROCESS_MANAGER_GROUP,
      // Reactions go before deadlines.
      handle: (batch: Batch) => live.during(() => cases.handle(batch)),
    };
    const watch = new DeadlineWatch(
      { deadlines, dispatch, live, clock, logger, troubles },
      { ...limits, everyMs: deadlinesEveryMs },
    );
    const { bus } = this;
    const intake = new Inbox({
      distribution,
      bus,
      subjects,
      clock,
      logger,
      tracing,
      figures: factsFigures,
      troubles,
      factLimit: limits.factLimit,
      failuresMax: limits.failuresMax,
      explained,
      ...(lookEveryMs !== undefined && { lookEveryMs }),
    });
    const { old } = this.dependencies;
    const readOld = async () => {
      if (old === undefined) return;
      try {
        const read = await readOldEvents({ ...old, codec, connection, deadlines, clock, logger }, { signal });
        if (read !== undefined) logger.info(read, 'process manager: deadlines of old events are set');
      } catch (error) {
        if (!signal.aborted) throw error; // else it goes on at the next start
      }
    };
    // After that: the list of credentials is whole.
    const lookAtPolicy = () => deadlines.set(policyCredentials(now()));
    await Promise.all([
      pipe.run(events, signal),
      retryUntilAborted(() => watch.run(signal), signal, failed),
      retryUntilAborted(readOld, signal, failed).then(() => retryUntilAborted(lookAtPolicy, signal, failed)),
      intake.run(signal),
    ]);
  }

  /** What was erased and came back with a backup is gone before anything else is done, and before this is ready. */
  private async applyErasedKeys(): Promise<void> {
    const { eraser, logger } = this.dependencies;
    const { cameBack, unreadable } = await eraser.applyList();
    if (cameBack > 0) logger.warn(`${cameBack} keys that had been erased came back and are erased again`);
    if (unreadable > 0) logger.error(`${unreadable} lines of HAWIYA_ERASURES_FILE cannot be read`);
    this.gate.open = true;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }
}

/** Many consumers listen to its signal, each until it ends: that is no leak. */
function stopOfMany(): AbortController {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  return stop;
}

import type { DynamicModule, Type } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { ApiModule } from '#apps/api/api.module.js';
import { explainedRefusal } from '#apps/api/problems/explained.js';
import { HealthModule } from '#apps/api/health/health.module.js';
import type { LimitRefusals } from '#apps/api/limits/limit-refusals.js';
import { DISTRIBUTOR_PROBE, DistributorModule } from '#apps/distributor/distributor.module.js';
import { PROCESS_MANAGER_PROBE, ProcessManagerModule } from '#apps/process-manager/process-manager.module.js';
import { LatestWalks } from '#apps/process-manager/walks/latest-walks.js';
import { observed } from '#apps/projector/observe.js';
import { PROJECTOR_PROBE, ProjectorModule } from '#apps/projector/projector.module.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import { SharedDecoding } from '#event-sourcing/shared-decoding.js';
import { systemClock } from '#runtime/clock/clock.js';
import type { Configuration } from '#configuration/configuration.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { MongoAllowances } from '#runtime/limits/mongo-allowances.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import { countCases } from '#read-models/application-status/case-ids.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { InProcessVisibility } from '#projections/in-process-visibility.js';
import { PolledVisibility } from '#projections/polled-visibility.js';
import type { Policies } from '#use-cases/policies.js';
import { Subjects } from '#use-cases/subjects.js';
import { UseCasesModule } from '#use-cases/use-cases.module.js';
import { eraser, forgetting } from './erasing.js';
import { ErasureWatchModule } from './erasure-watch.module.js';
import { eventLog, subjectSecret } from './event-log.js';
import { managementPort } from './management.js';
import { ownMessages } from './own-messages.js';
import { parkedDesk } from './parked-desk.js';
import type { Parts } from './parts.js';
import { queries } from './queries.js';
import { openWebhooks } from './webhooks.js';

/** What a process does: one of these, or all of them. */
export type Stage = 'api' | 'distributor' | 'projector' | 'process-manager';

export const EVERY_STAGE: readonly Stage[] = ['api', 'distributor', 'projector', 'process-manager'];

/** The modules of a process, and where each stage's `HealthProbe` is found once the application is made. */
export interface Stages {
  readonly modules: readonly (DynamicModule | Type)[];
  readonly probeTokens: readonly symbol[];
}

export interface StageDependencies {
  readonly configuration: Configuration;
  readonly parts: Parts;
  readonly policies: Policies;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly refusals: LimitRefusals;
  readonly tracing: Tracing;
  /** See PartsWatch. */
  readonly passed: Promise<LogId>;
  /** To be told of what ends the process. */
  readonly refuse: (error: Error) => void;
  /** Filled by whoever makes the application: the readiness is theirs. */
  readonly probes: readonly HealthProbe[];
}

/** Puts the stages of a process together on the same parts. */
export function stagesOf(stages: readonly Stage[], needs: StageDependencies): Stages {
  const { configuration, parts, policies, logger, metrics, tracing, passed, probes, refusals, refuse } =
    needs;
  const { partitions } = configuration;
  const management = managementPort(configuration) === undefined ? 'here' : 'elsewhere';
  const visibility = new InProcessVisibility();
  // Other processes write to a MongoDB server too; an embedded one is this process's alone.
  const heard =
    configuration.mongoUrl === undefined ? visibility : new PolledVisibility(parts.connection, visibility);
  const subjectNames = new Subjects(subjectSecret(configuration));
  const log = eventLog(needs);
  const codec = new SharedDecoding(parts.codec);
  const accepted = configuration.acceptParts;
  const distribution = ownMessages({ ...parts, passed, accepted, metrics, logger, refuse });
  const shared = {
    ...parts,
    distribution,
    codec,
    clock: systemClock,
    logger,
    metrics,
    tracing,
    visibility,
    passed,
    webhooks: openWebhooks(configuration),
  };
  const models = readModelRuntimes(shared, observed(metrics, logger));
  const memory = { parts, log, decoding: codec };
  const erasing = eraser({ ...memory, configuration, models });
  // An API is needed to mend dead letters: it stays ready.
  const { deadLettersMax, deadLettersMaxPercent } = configuration;
  const deadLetters = { deadLettersMax, deadLettersMaxPercent, staysReady: stages.includes('api') };
  const cases = () => countCases(parts.connection);
  const { caseIds, ...asked } = queries(parts.connection, heard);
  const useCases = UseCasesModule.register({ log, policies, subjects: subjectNames });

  const made: Record<Stage, () => { readonly module: DynamicModule; readonly probe?: symbol }> = {
    api: () => ({
      module: ApiModule.register(useCases, {
        ...asked,
        limits: configuration,
        clock: systemClock,
        metrics,
        refusals,
        allowances: new MongoAllowances(parts.connection),
        erasures: erasing.register,
        walks: new LatestWalks(parts.connection),
        parked: (bus) =>
          parkedDesk(bus, {
            ...shared,
            models,
            caseIds,
            eraser: erasing,
            log,
            policy: policies.current,
            limits: configuration,
          }),
        probes,
        management,
      }),
    }),
    distributor: () => ({
      module: DistributorModule.register(shared, { partitions }),
      probe: DISTRIBUTOR_PROBE,
    }),
    projector: () => ({
      module: ProjectorModule.register({ ...shared, models }, { partitions, deadLetters }),
      probe: PROJECTOR_PROBE,
    }),
    'process-manager': () => ({
      module: ProcessManagerModule.register(
        {
          ...shared,
          log,
          policy: policies.current,
          subjects: subjectNames,
          caseIds,
          cases,
          eraser: erasing,
          explained: explainedRefusal,
          ...(configuration.mongoUrl === undefined && { old: { store: parts.store } }),
        },
        {
          partitions,
          migratesTopics: configuration.kafkaBrokers === undefined,
          limits: configuration,
          deadLetters,
        },
        useCases,
      ),
      probe: PROCESS_MANAGER_PROBE,
    }),
  };
  const chosen = stages.map((stage) => made[stage]());
  const watch =
    configuration.mongoUrl === undefined
      ? []
      : [ErasureWatchModule.register({ connection: parts.connection, logger, forget: forgetting(memory) })];
  const health = stages.includes('api')
    ? []
    : [HealthModule.register({ limits: configuration, metrics, probes, management })];
  return {
    modules: [useCases, ...chosen.map(({ module }) => module), ...health, ...watch],
    probeTokens: chosen.flatMap(({ probe }) => (probe === undefined ? [] : [probe])),
  };
}

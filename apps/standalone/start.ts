import 'reflect-metadata';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ApiModule } from '#apps/api/api.module.js';
import { API_PROBLEMS } from '#apps/api/problems/catalogue.js';
import { createHttpApp } from '#apps/api/server/create-http-app.js';
import { DISTRIBUTOR_PROBE, DistributorModule } from '#apps/distributor/distributor.module.js';
import { PROCESS_MANAGER_PROBE, ProcessManagerModule } from '#apps/process-manager/process-manager.module.js';
import { KEPT_MODELS, PROJECTOR_PROBE, ProjectorModule } from '#apps/projector/projector.module.js';
import type { SandboxPerson } from '#apps/sandbox/identity-provider/people.js';
import { SharedDecoding } from '#event-log/shared-decoding.js';
import { TokenVerifier } from '#platform/auth/token-verifier.js';
import { systemClock } from '#platform/clock/clock.js';
import type { Configuration } from '#platform/configuration/configuration.js';
import type { HealthProbe } from '#platform/health/probe.js';
import { createLogger, type Logger } from '#platform/logging/logger.js';
import { createMetrics } from '#platform/metrics/metrics.js';
import { projectFile } from '#platform/project-file.js';
import type { KeptModel } from '#read-models/kept-models.js';
import { InProcessVisibility } from '#read-models/runtime/in-process-visibility.js';
import type { Policies } from '#use-cases/policies.js';
import { UseCasesModule } from '#use-cases/use-cases.module.js';
import { eventLog, subjects } from './event-log.js';
import { openParts, type Parts } from './parts.js';
import { personEraser } from './person-eraser.js';
import { readPolicies } from './policy-files.js';
import { queries } from './queries.js';
import { startSandbox } from './sandbox.js';

/** The whole service in this process. */
export interface Standalone {
  /** Address of the API. */
  readonly url: string;
  /** Address of the sandbox's OpenID provider; undefined when another issuer is configured. */
  readonly issuer: string | undefined;
  /** Resolves when the service has ended. */
  readonly closed: Promise<void>;
  /** Finishes the requests and the work in hand, then releases the data folder. */
  close(): Promise<void>;
}

export interface StandaloneOptions {
  readonly logger?: Logger;
  /** Who can sign in at the sandbox; default: its own test people. */
  readonly people?: readonly SandboxPerson[];
}

const POLICY = projectFile('policy');

/**
 * Starts everything on one data folder: the API, the distributor, the projectors and the process manager.
 * @throws Error when the folder is in use or cannot be used, or the port is taken: nothing is left running
 */
export async function startStandalone(
  configuration: Configuration,
  options: StandaloneOptions = {},
): Promise<Standalone> {
  const logger =
    options.logger ?? createLogger({ level: configuration.logLevel, format: configuration.logFormat });
  const policies = await readPolicies(POLICY);
  const parts = await openParts(configuration.data, configuration.minFreeMib * 1_048_576, logger);
  const running: Closable[] = [parts];
  const close = async () => {
    for (const part of running.splice(0).reverse()) await part.close();
  };
  try {
    return await serve(configuration, options, { logger, policies, parts, running, close });
  } catch (error) {
    await close();
    throw error;
  }
}

interface Closable {
  close(): Promise<unknown>;
}

interface Ground {
  readonly logger: Logger;
  readonly policies: Policies;
  readonly parts: Parts;
  /** Whatever has been started, in that order. */
  readonly running: Closable[];
  /** Ends all that is running, last first. */
  readonly close: () => Promise<void>;
}

async function serve(
  configuration: Configuration,
  options: StandaloneOptions,
  { logger, policies, parts, running, close }: Ground,
): Promise<Standalone> {
  const clock = systemClock;
  const metrics = createMetrics();
  const visibility = new InProcessVisibility();
  const subjectNames = subjects(configuration, join(configuration.data, 'keys', 'subject.secret'));
  const log = eventLog(parts, metrics);
  const useCases = UseCasesModule.register({ log, policies, subjects: subjectNames });
  const codec = new SharedDecoding(parts.codec);
  const shared = { ...parts, codec, clock, logger, metrics, visibility };
  const { statuses, reviewQueue, report, openCases } = queries(parts.connection, visibility);

  const distributor = DistributorModule.register(shared, { partitions: configuration.partitions });
  const projector = ProjectorModule.register(shared, { partitions: configuration.partitions });
  const processManager = ProcessManagerModule.register(
    { ...shared, subjects: subjectNames, openCases },
    { partitions: configuration.partitions },
    useCases,
  );
  // Each stage brings its own probe; they are there once the application is made.
  const probes: HealthProbe[] = [];
  const api = ApiModule.register(useCases, {
    limits: configuration,
    clock,
    metrics,
    statuses,
    reviewQueue,
    report,
    eraser: personEraser(log, codec, parts.connection, () => app.get<readonly KeptModel[]>(KEPT_MODELS)),
    probes,
  });
  @Module({ imports: [useCases, api, distributor, projector, processManager] })
  class StandaloneModule {}

  const sandbox = await startSandbox(configuration, options.people);
  if (sandbox !== undefined) running.push(sandbox);
  const issuer = configuration.issuer ?? sandbox?.issuer ?? '';
  const tokens = new TokenVerifier({ issuer, audience: configuration.audience });
  const app = await createHttpApp(StandaloneModule, {
    configuration,
    logger,
    metrics,
    catalogue: API_PROBLEMS,
    verify: (token) => tokens.verify(token),
  });
  running.push(app);
  probes.push(app.get(DISTRIBUTOR_PROBE), app.get(PROJECTOR_PROBE), app.get(PROCESS_MANAGER_PROBE));
  await app.listen({ host: configuration.host, port: configuration.port });
  const url = await app.getUrl();
  logger.info({ data: configuration.data, issuer }, `listening on ${url}`);

  let ended: () => void;
  const closed = new Promise<void>((resolve) => (ended = resolve));
  let closing: Promise<void> | undefined;
  const end = async () => {
    await close();
    logger.info('ended');
    ended();
  };
  return { url, issuer: sandbox?.issuer, closed, close: () => (closing ??= end()) };
}

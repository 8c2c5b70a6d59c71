import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { LimitRefusals } from '#apps/api/limits/limit-refusals.js';
import { ApiDescription } from '#apps/api/openapi/api-description.js';
import { API_PROBLEMS } from '#apps/api/problems/catalogue.js';
import { createHttpApp } from '#apps/api/server/create-http-app.js';
import { TokenVerifier } from '#sign-in/token-verifier.js';
import { pause } from '#runtime/back-off.js';
import { systemClock } from '#runtime/clock/clock.js';
import type { Configuration } from '#configuration/configuration.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { createLogger, type Logger } from '#runtime/logging/logger.js';
import { createMetrics } from '#runtime/metrics/metrics.js';
import { messageOf } from '#runtime/message-of.js';
import { projectFile } from '#runtime/project-file.js';
import { openTracing } from '#runtime/tracing/open-tracing.js';
import { checkOptions } from './checking.js';
import { managementPort, startManagement } from './management.js';
import { OpenedParts } from './opened.js';
import { isEmbedded, openParts } from './parts.js';
import { diskFigures, readinessFigures } from './process-figures.js';
import { readPolicies } from './policy-files.js';
import { EVERY_STAGE, type Stage, stagesOf } from './stages.js';
import { probesFor } from './stands-on.js';
import { watchParts } from './watch-parts.js';

/** How long a start waits for the parts to answer before it listens without them, milliseconds. */
const PATIENCE_MS = 1_000;

/** Some stages of the service in this process, and what they answer over HTTP. */
export interface RunningService {
  /** Address of the API, or of health and metrics where there is none. */
  readonly url: string;
  /** Where metrics and what readiness found are told; the same address unless there is a listener of its own. */
  readonly managementUrl: string;
  /** Resolves when the service has ended; rejects when it had to, because its parts or messages do not belong together. */
  readonly closed: Promise<void>;
  /** Finishes the requests and the work in hand, then gives back what was opened. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly logger?: Logger;
  /** Whose tokens are accepted, where it is not the configured issuer. */
  readonly issuer?: string;
}

/**
 * Starts the stages on what the configuration names.
 * @throws Error when a data folder is in use or cannot be used, or the port is taken; MismatchError: nothing is left
 * running
 */
export async function startService(
  configuration: Configuration,
  stages: readonly Stage[],
  options: ServiceOptions = {},
): Promise<RunningService> {
  const logger =
    options.logger ?? createLogger({ level: configuration.logLevel, format: configuration.logFormat });
  const opened = new OpenedParts();
  try {
    return await serve(configuration, stages, { ...options, logger }, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function serve(
  configuration: Configuration,
  stages: readonly Stage[],
  { logger: own, issuer = configuration.issuer ?? '' }: ServiceOptions & { readonly logger: Logger },
  opened: OpenedParts,
): Promise<RunningService> {
  const metrics = createMetrics();
  const name = stages.length === EVERY_STAGE.length ? 'hawiya' : `hawiya-${stages.join('-')}`;
  const tracing = await openTracing(configuration.otlpUrl, name, { logger: own, metrics });
  opened.keep(tracing, (part) => part.close()); // last to close: what the others end is sent
  const policies = await readPolicies(projectFile('policy'));
  const parts = opened.keep(await openParts(configuration, own), (part) => part.close());
  const { outages } = parts;
  const { logger } = outages;
  const checking = opened.keep(new AbortController(), (part) => Promise.resolve(part.abort()));
  const runsAll = stages.length === EVERY_STAGE.length;
  const watch = watchParts(parts, checkOptions(configuration, logger, runsAll), checking.signal);
  // What is there answers at once: then nothing has begun that would have to be ended.
  await Promise.race([watch.asked, pause(PATIENCE_MS)]);
  const probes = [...probesFor(stages, parts.probes), watch.probe];
  readinessFigures(metrics, probes);
  if (isEmbedded(configuration)) diskFigures(metrics, configuration);
  const refusals = new LimitRefusals(metrics, logger, systemClock);
  const { passed } = watch;
  let refuse: (error: Error) => void = () => undefined;
  const refused = new Promise<never>((_, reject) => (refuse = reject));
  refused.catch(() => undefined); // it may come before anybody can end the process
  const needs = {
    configuration,
    parts,
    policies,
    logger,
    metrics,
    tracing,
    passed,
    probes,
    refusals,
    refuse: (error: Error) => refuse(error),
  };
  const { modules, probeTokens } = stagesOf(stages, needs);

  @Module({ imports: [...modules] })
  class ServiceModule {}

  const tokens = new TokenVerifier({
    issuer,
    audience: configuration.audience,
    personClaim: configuration.staffPersonClaim,
    establishmentsClaim: configuration.staffEstablishmentsClaim,
    tokenType: configuration.tokenType,
    maxLifetimeS: configuration.tokenMaxLifetimeS,
    onUnavailable: (error) => issuerOutage.failed(messageOf(error)),
  });
  const issuerOutage = outages.watch('issuer', {
    name: 'The issuer of tokens',
    where: issuer,
    settings: 'HAWIYA_ISSUER',
    check: () => tokens.isIssuerThere(),
  });
  const app = await createHttpApp(ServiceModule, {
    configuration,
    logger,
    metrics,
    tracing,
    catalogue: API_PROBLEMS,
    tokens,
    refusals,
    isPassed: watch.isPassed,
  });
  opened.keep(app, (part) => part.close());
  if (stages.includes('api')) app.get(ApiDescription, { strict: false }).of(app, configuration);
  // Each stage brings its own probe; they are there now that the application is made.
  for (const token of probeTokens) probes.push(app.get<HealthProbe>(token));
  const port = managementPort(configuration);
  const management =
    port === undefined
      ? undefined
      : await startManagement({ host: configuration.managementHost, port }, { metrics, probes });
  if (management !== undefined) opened.keep(management, (part) => part.close());
  await app.listen({ host: configuration.host, port: configuration.port });
  const url = await app.getUrl();
  const managementUrl = management?.url ?? url;
  logger.info({ stages, managementUrl }, `listening on ${url}`);

  let ended: (refusal?: unknown) => void;
  const closed = new Promise<void>((resolve, reject) => {
    ended = (refusal) => (refusal === undefined ? resolve() : reject(refusal));
  });
  closed.catch(() => undefined); // whoever waits for it is told
  let closing: Promise<void> | undefined;
  const end = async (refusal?: unknown) => {
    await opened.close();
    logger.info('ended');
    ended(refusal);
  };
  const close = (refusal?: unknown) => (closing ??= end(refusal));
  passed.catch(close);
  refused.catch(close);
  return { url, managementUrl, closed, close: () => close() };
}

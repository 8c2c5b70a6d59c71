import type { Type, DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { AccessGuard } from '#sign-in/access-guard.js';
import type { TokenVerifier } from '#sign-in/token-verifier.js';
import { type Clock, systemClock } from '#runtime/clock/clock.js';
import type { Configuration } from '#configuration/configuration.js';
import type { Logger } from '#runtime/logging/logger.js';
import { NestLogger } from '#runtime/logging/nest-logger.js';
import type { ProblemCatalogue } from '#runtime/problems/catalogue.js';
import { ProblemFilter } from '#runtime/problems/problem-filter.js';
import { RequestPipe } from '#runtime/problems/validation.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import { requireStaffPerson } from '../commands/staff-person.js';
import type { LimitRefusals } from '../limits/limit-refusals.js';
import { limitRequests } from '../limits/limit-requests.js';
import { RequestRates } from '../limits/request-rates.js';
import { infrastructureProblem } from '../problems/infrastructure.js';
import { allowOrigins } from './cors.js';
import { createAdapter } from './create-adapter.js';
import { refuseUntil } from './refuse-until.js';

export interface HttpAppOptions {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Default: none. */
  readonly tracing?: Tracing;
  readonly catalogue: ProblemCatalogue;
  /** Whom a bearer token speaks for. */
  readonly tokens: Pick<TokenVerifier, 'verify' | 'known'>;
  readonly refusals: LimitRefusals;
  /** Whether anything may be answered yet. Default: it may. */
  readonly isPassed?: () => boolean;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/**
 * An application ready to listen: whatever the modules route is guarded, validated and answered in the house's way.
 * Not initialised yet; `listen` or `init` does it.
 */
export async function createHttpApp(
  root: Type | DynamicModule,
  options: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const {
    configuration,
    logger,
    metrics,
    tracing = NO_TRACING,
    catalogue,
    tokens,
    refusals,
    clock = systemClock,
    isPassed = () => true,
  } = options;
  const filter = new ProblemFilter({ catalogue, logger, translate: infrastructureProblem });
  const adapter = createAdapter({ configuration, logger, metrics, tracing, catalogue, filter });
  const rates = new RequestRates(configuration, refusals, clock);
  // The adapter types its instance loosely; this is what it is.
  const fastify = adapter.getInstance<FastifyInstance>();
  refuseUntil(fastify, isPassed);
  limitRequests(fastify, rates, (token) => tokens.known(token));
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLogger(logger),
    // Fastify's own JSON parser is the strict one; forms are not spoken here.
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalGuards(
    new AccessGuard(
      (token) => tokens.verify(token),
      requireStaffPerson,
      (request, caller) => rates.prove(request, caller),
    ),
  );
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalFilters(filter);
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: "'none'", frameAncestors: "'none'", baseUri: "'none'", formAction: "'none'" },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    originAgentCluster: false,
    xFrameOptions: { action: 'deny' },
  });
  allowOrigins(app, configuration);
  return app;
}

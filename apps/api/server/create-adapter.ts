import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import type { Configuration } from '#configuration/configuration.js';
import { CORRELATION_HEADER, correlationIdOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import { ProblemError } from '#runtime/problems/problem.js';
import type { ProblemFilter } from '#runtime/problems/problem-filter.js';
import type { ProblemCatalogue } from '#runtime/problems/catalogue.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import { MAX_PARAMETER } from '../openapi/parameters.js';
import { AllowedMethods } from './allowed-methods.js';
import { answerClientError } from './client-error.js';
import { tagAnswers } from './entity-tags.js';
import { readJsonBodies } from './json-bodies.js';
import { observeRequests } from './observed-requests.js';
import { refuseUnclearRequests } from './unclear-requests.js';

export interface AdapterOptions {
  readonly configuration: Pick<
    Configuration,
    'bodyLimit' | 'factsBodyLimit' | 'requestTimeoutMs' | 'trustedProxies'
  >;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly tracing: Tracing;
  readonly catalogue: ProblemCatalogue;
  readonly filter: ProblemFilter;
}

/** Fastify as this service wants it: limits, correlation, durations, and every failure a problem document. */
export function createAdapter({
  configuration,
  logger,
  metrics,
  tracing,
  catalogue,
  filter,
}: AdapterOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: configuration.bodyLimit,
    requestTimeout: configuration.requestTimeoutMs,
    trustProxy: configuration.trustedProxies ?? false,
    // Node enforces the time for the body only when the one for the headers is no longer.
    http: {
      headersTimeout: configuration.requestTimeoutMs,
      requestTimeout: configuration.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(configuration.requestTimeoutMs, 5_000),
    },
    routerOptions: { maxParamLength: MAX_PARAMETER },
    forceCloseConnections: 'idle',
    // While it stops, what still comes on an open connection is served, and the connection then closed.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => correlationIdOf(request.headers[CORRELATION_HEADER]),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      filter.answer(error, request, reply),
    clientErrorHandler: (error, socket) => answerClientError(catalogue, error, socket),
    // No Express-style middleware is used, so its dispatcher need not run for every request.
    skipMiddie: true,
  });
  // The adapter types its instance loosely; this is what it is.
  const fastify = adapter.getInstance<FastifyInstance>();
  allowLargeBatches(fastify, configuration.factsBodyLimit);
  readJsonBodies(fastify);
  refuseWrongMethods(fastify);
  stampAnswers(fastify);
  refuseUnclearRequests(fastify);
  tagAnswers(fastify);
  observeRequests(fastify, { metrics, logger, tracing });
  return adapter;
}

/** A batch of facts may be larger than anything else that is sent. */
function allowLargeBatches(fastify: FastifyInstance, bodyLimit: number): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/v1/facts') route.bodyLimit = bodyLimit;
  });
}

function refuseWrongMethods(fastify: FastifyInstance): void {
  const methods = new AllowedMethods();
  fastify.addHook('onRoute', ({ method, url }) => methods.add(method, url));
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!request.is404) return done();
    const allowed = methods.of(request.url.split('?', 1)[0] ?? '');
    if (allowed.length === 0) return done();
    done(new ProblemError('method-not-allowed', { headers: { allow: allowed.join(', ') } }));
  });
}

function stampAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header(CORRELATION_HEADER, request.id);
    reply.header('cache-control', 'no-store');
    done();
  });
}

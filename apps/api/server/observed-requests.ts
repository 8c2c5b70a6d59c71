import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import { durations } from '#runtime/metrics/durations.js';
import { traceparentIn } from '#runtime/tracing/request-trace.js';
import { traceparentOf } from '#runtime/tracing/traceparent.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import { isWatching } from '../limits/limit-requests.js';

export interface ObservingDependencies {
  readonly metrics: Registry;
  readonly logger: Logger;
  readonly tracing: Tracing;
}

/** Where in the API a request went: never the path itself, which holds ids. */
function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? '(none)';
}

/** Requests in the figures, in the traces and, at the level debug, in the log. */
export function observeRequests(
  fastify: FastifyInstance,
  { metrics, logger, tracing }: ObservingDependencies,
): void {
  if (tracing.on) traceRequests(fastify, tracing);
  const record = durations(metrics, {
    name: 'hawiya_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labels: ['method', 'route', 'status'],
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const { statusCode: status, elapsedTime } = reply;
    record([method, routeOf(request), String(status)], elapsedTime / 1_000);
    if (logger.isLevelEnabled('debug')) {
      const origin = originOf({ correlationId: request.id, traceparent: traceparentIn(request) });
      const ms = Math.round(elapsedTime);
      logger.debug({ method, route: routeOf(request), status, ms, ...origin }, 'request answered');
    }
    done();
  });
}

/** From the first byte of a request until its answer is out, or the caller has gone. */
function traceRequests(fastify: FastifyInstance, tracing: Tracing): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { method, id, headers } = request;
    const route = routeOf(request);
    if (isWatching(request)) return done();
    const span = tracing.start(`${method} ${route}`, {
      kind: 'server',
      parent: traceparentOf(headers['traceparent']),
      attributes: { 'http.request.method': method, 'http.route': route, 'hawiya.correlation_id': id },
    });
    request.span = span;
    reply.raw.once('close', () => {
      span.set({ 'http.response.status_code': reply.statusCode });
      if (reply.statusCode >= 500) span.fail(new Error(`answered ${reply.statusCode}`));
      span.end();
    });
    done();
  });
}

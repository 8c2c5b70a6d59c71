import type { FastifyRequest } from 'fastify';
import { traceparentOf } from './traceparent.js';
import type { Span } from './tracing.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Its span, while tracing is on. */
    span?: Span;
  }
}

/** `traceparent` of what a request causes: of its own span, or else the caller's. */
export function traceparentIn({ span, headers }: FastifyRequest): string | undefined {
  return span === undefined ? traceparentOf(headers['traceparent']) : span.traceparent;
}

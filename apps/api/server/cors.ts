import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Configuration } from '#configuration/configuration.js';
import { IDEMPOTENCY_HEADER } from '#runtime/idempotency/key.js';
import { CORRELATION_HEADER } from '#runtime/logging/correlation.js';

/** How long a browser may keep the answer to its preflight, seconds. */
const PREFLIGHT_S = 600;

/**
 * Lets pages of the configured origins call the API from a browser, with a bearer token of their own: no cookie is
 * read here, so none is asked for. Without origins nothing is said, and browsers keep every page out.
 */
export function allowOrigins(
  app: NestFastifyApplication,
  { corsOrigins }: Pick<Configuration, 'corsOrigins'>,
): void {
  if (corsOrigins === undefined) return;
  app.enableCors({
    origin: corsOrigins.split(','),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'accept-language',
      'if-match',
      'if-none-match',
      'last-event-id',
      IDEMPOTENCY_HEADER,
      CORRELATION_HEADER,
    ],
    exposedHeaders: ['etag', 'location', 'retry-after', 'content-language', CORRELATION_HEADER],
    maxAge: PREFLIGHT_S,
    strictPreflight: false,
  });
}

import { HttpException } from '@nestjs/common';
import { ProblemError } from './problem.js';

/** Fastify's own error codes that deserve a better word than their status gives. */
const BY_FASTIFY_CODE: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_MAX_PARAM_LENGTH: 'uri-too-long',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'malformed-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  409: 'conflict',
  413: 'body-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  422: 'invalid-content',
  429: 'too-many-requests',
  503: 'unavailable',
};

/** The problem an exception stands for, or undefined for a bug: whatever nobody threw on purpose. */
export function problemOf(exception: unknown): ProblemError | undefined {
  if (exception instanceof ProblemError) return exception;
  if (exception instanceof HttpException) {
    const code = fastifyCodeOf(exception.cause) ?? BY_STATUS[exception.getStatus()];
    return code === undefined ? undefined : new ProblemError(code);
  }
  const code = fastifyCodeOf(exception);
  return code === undefined ? undefined : new ProblemError(code);
}

/** Fastify's client errors, and a body that is not JSON (a plain SyntaxError with a status code). */
function fastifyCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number')
    return undefined;
  if (error instanceof SyntaxError) return 'malformed-json';
  const code = 'code' in error && typeof error.code === 'string' ? BY_FASTIFY_CODE[error.code] : undefined;
  return code ?? (error.statusCode < 500 ? BY_STATUS[error.statusCode] : undefined);
}

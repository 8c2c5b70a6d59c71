import { randomUUID } from 'node:crypto';
import { traceIdOf } from '../tracing/traceparent.js';
import { mask } from './mask.js';

/** Names one request in the log, in the metadata of the events it causes and in the answer. */
export const CORRELATION_HEADER = 'x-correlation-id';

const VALID = /^[\w.:-]{1,128}$/;

/**
 * The caller's id where it is well-formed (1 to 128 letters, digits or `_.:-`), else a new one. One that holds what
 * could be a person's number is not taken either: it would be kept for ever, readable, in the log of events.
 */
export function correlationIdOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && VALID.test(header) && mask(header) === header ? header : randomUUID();
}

/** What a line of the log about an event or a command says of where that comes from. */
export function originOf({
  correlationId,
  traceparent,
}: {
  readonly correlationId?: string | undefined;
  readonly traceparent?: string | undefined;
}): { readonly correlationId: string | undefined; readonly traceId?: string } {
  return traceparent === undefined ? { correlationId } : { correlationId, traceId: traceIdOf(traceparent) };
}

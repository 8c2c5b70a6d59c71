import { randomUUID } from 'node:crypto';
import { traceIdOf } from '../tracing/traceparent.js';
import { mask } from './mask.js';

/** Names one request in the log, in the metadata of the events it causes and in the answer. */
export const CORRELATION_HEADER = 'x-correlation-id';

/** A UUID, or the 32 hexadecimal digits of one or of a trace. */
const VALID = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})$/i;

/**
 * The caller's id where it is a UUID (or its 32 digits alone), else a new one: it is kept for ever, readable, in the log
 * of events, and whoever chooses a word can write a person into it. One that holds what could be a person's number is
 * not taken either. Which it is the answer's header tells.
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

import { randomUUID } from 'node:crypto';

/** Names one request in the log, in the metadata of the events it causes and in the answer. */
export const CORRELATION_HEADER = 'x-correlation-id';

const VALID = /^[\w.:-]{1,128}$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's id where it is well-formed (1 to 128 letters, digits or `_.:-`), else a new one. */
export function correlationIdOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && VALID.test(header) ? header : randomUUID();
}

/** A well-formed W3C `traceparent` (version 00), or undefined. */
export function traceparentOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && TRACEPARENT.test(header) ? header : undefined;
}

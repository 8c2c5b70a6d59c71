import { randomUUID } from 'node:crypto';

/** Names one request in the log, in the metadata of the events it causes and in the answer. */
export const CORRELATION_HEADER = 'x-correlation-id';

const VALID = /^[\w.:-]{1,128}$/;

/** The caller's id where it is well-formed (1 to 128 letters, digits or `_.:-`), else a new one. */
export function correlationIdOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && VALID.test(header) ? header : randomUUID();
}

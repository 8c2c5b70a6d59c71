import { ProblemError } from '../problems/problem.js';

export const IDEMPOTENCY_HEADER = 'idempotency-key';

/** The header's forms, both of them. */
export const IDEMPOTENCY_KEY = /^(?:"[\x20\x21\x23-\x5b\x5d-\x7e]{1,255}"|[A-Za-z0-9._~:/+=-]{1,255})$/;
const QUOTED = /^"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"$/;
const BARE = /^[A-Za-z0-9._~:/+=-]{1,255}$/;

/**
 * The Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): a structured-field string in quotes, and,
 * because many clients send it so, a bare token. 1 to 255 characters.
 * @throws ProblemError `idempotency-key-missing`, `idempotency-key-invalid` (400).
 */
export function idempotencyKeyOf(header: string | readonly string[] | undefined): string {
  if (header === undefined) throw problem('idempotency-key-missing', 'field-required');
  const key = typeof header === 'string' ? (QUOTED.exec(header)?.[1] ?? BARE.exec(header)?.[0]) : undefined;
  if (key === undefined) throw problem('idempotency-key-invalid', 'field-format');
  return key;
}

function problem(code: string, item: string): ProblemError {
  return new ProblemError(code, { errors: [{ at: 'header:Idempotency-Key', code: item }] });
}

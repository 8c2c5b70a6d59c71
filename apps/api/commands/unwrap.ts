import { type Refusal, unreachable } from '#decider/decider.js';
import { ProblemError } from '#runtime/problems/problem.js';
import type { Done, Outcome } from '#event-sourcing/outcome.js';
import { retryAfter } from '../limits/too-many.js';

/** What became of a command, or the problem it ended in. @throws ProblemError */
export function unwrap<Answer extends object>(outcome: Outcome<Answer>): Done<Answer> {
  switch (outcome.kind) {
    case 'done':
      return outcome;
    case 'refused':
      throw refused(outcome.refusal);
    case 'stale':
      throw stale(outcome.actual);
    case 'reused':
      throw new ProblemError('idempotency-key-reused');
    default:
      return unreachable(outcome);
  }
}

/** Refusals that pass by themselves, and when it is worth trying again, seconds. */
const RETRY_AFTER: Readonly<Record<string, string>> = { 'erasure-under-way': '30' };

/** A refusal as a problem; the catalogue knows its status. */
export function refused({ code, details, retryMs }: Refusal): ProblemError {
  const wait = retryMs === undefined ? RETRY_AFTER[code] : retryAfter(retryMs);
  return new ProblemError(code, {
    ...(details !== undefined && { errors: details }),
    ...(wait !== undefined && { headers: { 'retry-after': wait } }),
  });
}

function stale(actual: bigint | 'no_stream'): ProblemError {
  if (actual === 'no_stream') return new ProblemError('application-not-found');
  return new ProblemError('stale-revision', { extra: { revision: Number(actual) } });
}

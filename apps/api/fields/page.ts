import { ProblemError } from '#runtime/problems/problem.js';

/** The page of a list. @throws ProblemError `invalid-request` (400) when there is none: the cursor was none of ours */
export function pageAt<T>(page: T | undefined): T {
  if (page !== undefined) return page;
  throw new ProblemError('invalid-request', { errors: [{ at: 'query:cursor', code: 'cursor-unknown' }] });
}

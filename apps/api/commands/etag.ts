import type { Revision } from '#event-store/port.js';
import { ProblemError } from '#platform/problems/problem.js';

/** The entity tag of an application at a revision (of its own stream): what If-Match speaks of. */
export function etagOf(revision: bigint): string {
  return `"${revision}"`;
}

/**
 * The revision an If-Match pins: undefined without the header and for `*`. Several tags, weak ones and ones that are
 * none of ours match nothing.
 * @throws ProblemError `stale-revision` (412)
 */
export function pinnedBy(header: string | undefined): Revision | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const [, digits] = /^\s*"(\d{1,18})"\s*$/.exec(header) ?? [];
  if (digits === undefined) throw new ProblemError('stale-revision');
  return BigInt(digits) as Revision; // read back from etagOf
}

/** For routes that act on what the caller has seen. @throws ProblemError `precondition-required` (428) too. */
export function pinnedNecessarily(header: string | undefined): Revision {
  const pinned = pinnedBy(header);
  if (pinned === undefined) {
    throw new ProblemError('precondition-required', {
      errors: [{ at: 'header:If-Match', code: 'field-required' }],
    });
  }
  return pinned;
}

import { type NumberedPerson, parseNumberedPerson } from '#domain/identifiers/numbered-person.js';
import type { Principal, Role } from '#platform/auth/principal.js';
import { ProblemError } from '#platform/problems/problem.js';

/** The person a member of staff is; undefined: the token does not say, or not in a way that can be read. */
export function staffPersonOf({ person }: Principal): NumberedPerson | undefined {
  return person === undefined ? undefined : parseNumberedPerson(person);
}

/**
 * An officer's token has to say which person the officer is: whether a case is their own could not be told otherwise.
 * @throws ProblemError `staff-person-missing` (403)
 */
export function requireStaffPerson(principal: Principal, as: readonly Role[]): void {
  if (as.includes('officer') && staffPersonOf(principal) === undefined) throw staffPersonMissing();
}

export const staffPersonMissing = (): ProblemError =>
  new ProblemError('staff-person-missing', {
    headers: { 'www-authenticate': 'Bearer realm="hawiya", error="insufficient_scope"' },
  });

import {
  type NumberedEstablishment,
  type NumberedPerson,
  parseEstablishment,
  parseNumberedPerson,
} from '#domain/identifiers/numbered-person.js';
import type { Principal, Role } from '#sign-in/principal.js';
import { ProblemError } from '#runtime/problems/problem.js';

/** The person a member of staff is; undefined: the token does not say, or not in a way that can be read. */
export function staffPersonOf({ person }: Principal): NumberedPerson | undefined {
  return person === undefined ? undefined : parseNumberedPerson(person);
}

/**
 * The establishments a member of staff owns or represents; undefined: the token names some in a way that cannot be read.
 */
export function establishmentsOf({
  establishments = [],
}: Pick<Principal, 'establishments'>): readonly NumberedEstablishment[] | undefined {
  if (establishments === 'unreadable') return undefined;
  const read = establishments.map((number) => parseEstablishment(number));
  return read.every((one) => one !== undefined) ? read : undefined;
}

/**
 * An officer's token has to say which person the officer is: whether a case is their own could not be told otherwise.
 * So has what it says of establishments to be readable, if it says anything.
 * @throws ProblemError `staff-person-missing`, `staff-establishments-unreadable` (403)
 */
export function requireStaffPerson(principal: Principal, as: readonly Role[]): void {
  if (!as.includes('officer')) return;
  if (staffPersonOf(principal) === undefined) throw staffPersonMissing();
  if (establishmentsOf(principal) === undefined) throw insufficient('staff-establishments-unreadable');
}

export const staffPersonMissing = (): ProblemError => insufficient('staff-person-missing');

function insufficient(code: 'staff-person-missing' | 'staff-establishments-unreadable'): ProblemError {
  return new ProblemError(code, {
    headers: { 'www-authenticate': 'Bearer realm="hawiya", error="insufficient_scope"' },
  });
}

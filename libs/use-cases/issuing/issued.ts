import type { SubmittedApplication } from '#domain/application/application.js';
import type { PassportDetails } from '#domain/application/events.js';
import type { CredentialContent } from '#domain/credential/credential.js';
import type { Erased } from '#domain/kernel/decider.js';
import { identityOf } from '#domain/identifiers/identity.js';
import { spelledNationality } from '#domain/identifiers/nationality.js';
import type { ResidentView } from '#domain/resident/resident.js';

export type Approved = Extract<SubmittedApplication, { readonly phase: 'approved' }>;

/** A case whose issue is decided. */
export type Issued = Extract<SubmittedApplication, { readonly phase: 'issued' }>;

type Residency = Exclude<ResidentView['residency'], Erased | undefined>['value'];

/** What is printed: as the applicant's passport says, under the number passports gave. Undefined: erased. */
export function contentOf(
  { details, applicant }: Approved | Issued,
  residency: Residency | undefined,
): CredentialContent | undefined {
  if (details === undefined || details.personal === 'erased' || applicant === 'erased') return undefined;
  const identity = identityOf(applicant);
  if (!identity.ok) throw new Error(`the application holds an unreadable identity: ${identity.code}`);
  const { kind, number } = identity.value;
  const iqamaNumber = kind === 'iqama' ? number : residency?.iqamaNumber;
  // A first issue is not approved before passports has given a number; unknown now, it has been erased since.
  return iqamaNumber === undefined || iqamaNumber === null
    ? undefined
    : { iqamaNumber, ...printed(details.personal.passport) };
}

function printed({ surname, givenNames, nationality, birthDate, number }: PassportDetails) {
  return {
    surname,
    givenNames,
    // Details of before it was decided may have `D`.
    nationality: spelledNationality(nationality),
    birthDate,
    passportNumber: number,
  };
}

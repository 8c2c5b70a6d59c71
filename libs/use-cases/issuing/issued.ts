import type { SubmittedApplication } from '#domain/application/application.js';
import type { PassportDetails, ResidentCategory } from '#domain/application/case-terms.js';
import type { CredentialContent } from '#domain/credential/credential.js';
import { hasNames } from '#domain/conditions/claims.js';
import type { FactContents } from '#domain/resident/facts.js';
import { identityOf } from '#domain/identifiers/identity.js';
import { spelledNationality } from '#domain/identifiers/nationality.js';
import { knownOf, type ResidentView } from '#domain/resident/resident.js';

export type ApprovedCase = Extract<SubmittedApplication, { readonly phase: 'approved' }>;

/** A case whose issue is decided. */
export type Issued = Extract<SubmittedApplication, { readonly phase: 'issued' }>;

/**
 * What is printed: as passports has it, and where it says nothing, as the passport entered; under the number passports
 * gave. Undefined: erased.
 */
export function contentOf(
  { details, applicant }: ApprovedCase | Issued,
  resident: ResidentView,
): CredentialContent | undefined {
  if (details === undefined || details.personal === 'erased' || applicant === 'erased') return undefined;
  const identity = identityOf(applicant);
  if (!identity.ok) throw new Error(`the application holds an unreadable identity: ${identity.code}`);
  const { kind, number } = identity.value;
  const iqamaNumber = kind === 'iqama' ? number : knownOf(resident.residency)?.value.iqamaNumber;
  // A first issue is not approved before passports has given a number; unknown now, it has been erased since.
  return iqamaNumber === undefined || iqamaNumber === null
    ? undefined
    : { iqamaNumber, ...printed(details.personal.passport, knownOf(resident.passport)?.value) };
}

/** The category that is printed: as passports has it; of a case decided by a former release, the one claimed. */
export function printedCategoryOf({ category }: Issued, resident: ResidentView): ResidentCategory {
  return knownOf(resident.category)?.value ?? category;
}

function printed(entered: PassportDetails, onRecord: FactContents['passport-updated'] | undefined) {
  const { surname = '', givenNames = '' } = onRecord !== undefined && hasNames(onRecord) ? onRecord : entered;
  const { nationality, number: passportNumber } = onRecord ?? entered;
  return {
    surname,
    givenNames,
    // Details and facts of before it was decided may have `D`.
    nationality: spelledNationality(nationality),
    birthDate: onRecord?.birthDate ?? entered.birthDate,
    passportNumber,
  };
}

import type { Applicant } from '#domain/application/case-terms.js';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import { type Identity, identityOf } from '#domain/identifiers/identity.js';
import { Choice, Typed } from '../fields/fields.js';
import type { Reading } from '../fields/reading.js';

class RenewalApplicant {
  @Choice(['renewal'])
  readonly kind!: 'renewal';

  @Typed({
    format: 'iqama-number',
    says: 'Iqama number: ten digits, the first 2, the last a check digit',
    example: '2456789011',
  })
  readonly iqamaNumber!: string;
}

class FirstIssueApplicant {
  @Choice(['first-issue'])
  readonly kind!: 'first-issue';

  @Typed({
    format: 'border-number',
    says: 'Border number: ten digits, usually beginning with 3',
    example: '3001234567',
  })
  readonly borderNumber!: string;
}

/** Of neither kind: `kind` is the field that is wrong. */
class UnknownApplicant {
  @Choice(['renewal', 'first-issue'])
  readonly kind!: string;
}

export type ApplicantBody = RenewalApplicant | FirstIssueApplicant;

/** Who applies: the same person the token speaks for. */
export function ApplicantField(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      oneOf: [{ $ref: getSchemaPath(RenewalApplicant) }, { $ref: getSchemaPath(FirstIssueApplicant) }],
      description: 'A renewal is asked for under the iqama number, a first issue under the border number',
    }),
    IsObject(),
    ValidateNested(),
    Type(() => UnknownApplicant, {
      keepDiscriminatorProperty: true,
      discriminator: {
        property: 'kind',
        subTypes: [
          { name: 'renewal', value: RenewalApplicant },
          { name: 'first-issue', value: FirstIssueApplicant },
        ],
      },
    }),
  );
}

export const ApplicantModels = ApiExtraModels(RenewalApplicant, FirstIssueApplicant);

/** The identity and its normalised form; complaints point at the number. */
export function readApplicant(
  reading: Reading,
  body: ApplicantBody,
): { identity: Identity; applicant: Applicant } {
  const at = body.kind === 'renewal' ? '/applicant/iqamaNumber' : '/applicant/borderNumber';
  const identity = reading.take(at, identityOf(body));
  reading.finish();
  const applicant: Applicant =
    identity.kind === 'iqama'
      ? { kind: 'renewal', iqamaNumber: identity.number }
      : { kind: 'first-issue', borderNumber: identity.number };
  return { identity, applicant };
}

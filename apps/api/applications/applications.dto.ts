import type {
  Channel,
  DocumentKind,
  PeriodMonths,
  ResidentCategory,
} from '#domain/application/case-terms.js';
import { WITHDRAWAL_REASONS, type WithdrawalReason } from '#domain/application/review-reasons.js';
import { parseSponsorNumber } from '#domain/identifiers/sponsor.js';
import type { ProvidedDetails } from '#use-cases/application/provide-details.js';
import { CATEGORIES, CHANNELS, DOCUMENT_KINDS, PERIODS } from '../fields/choices.js';
import { Choice, Nested, Text, Typed, Whole } from '../fields/fields.js';
import { Reading } from '../fields/reading.js';
import { ApplicantField, ApplicantModels, type ApplicantBody } from './applicant.dto.js';
import { PassportBody, readPassport } from './passport.dto.js';

/**
 * The code of an occupation, in upper case: with a digit, and no more than three letters in a row. It stays readable for
 * ever, so it is nothing a name could be written as.
 */
export function OccupationField(): PropertyDecorator {
  return Typed({
    format: 'occupation-code',
    pattern: /^(?=.*[0-9])(?!.*[A-Z]{4})[0-9A-Z-]{1,20}$/,
    hyphens: true,
    optional: true,
    says: 'Occupation code',
    example: '2142',
  });
}

@ApplicantModels
export class StartBody {
  @ApplicantField()
  readonly applicant!: ApplicantBody;

  @Choice(CATEGORIES)
  readonly category!: ResidentCategory;

  @Choice(CHANNELS)
  readonly channel!: Channel;

  @Choice([true], {
    optional: true,
    says: 'The number passports gave is held by somebody’s identity: an officer is to decide whether both are one person',
  })
  readonly holderToBeDecided?: true;
}

export class DetailsBody {
  @Choice(PERIODS, { says: 'Months; which ones are offered depends on the category' })
  readonly period!: PeriodMonths;

  @OccupationField()
  readonly occupation?: string;

  @Nested(PassportBody)
  readonly passport!: PassportBody;

  @Typed({
    format: 'sponsor-number',
    optional: true,
    says: 'An establishment (7…) or a person (1… or 2…); not for premium residents',
    example: '7001234567',
  })
  readonly sponsorNumber?: string;

  @Choice(CATEGORIES, { optional: true, says: 'Puts the category given at the start right' })
  readonly category?: ResidentCategory;

  @Choice([true], {
    optional: true,
    says: 'What differs from the registers is right as entered here: an officer looks at it',
  })
  readonly insists?: true;
}

export class DocumentBody {
  @Choice(DOCUMENT_KINDS)
  readonly kind!: DocumentKind;

  @Text({ max: 100, pattern: /^[a-z]+\/[a-z0-9.+-]+$/, example: 'image/jpeg' })
  readonly mediaType!: string;

  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER, says: 'Bytes', example: 48_213 })
  readonly size!: number;

  @Text({
    min: 64,
    max: 64,
    pattern: /^[0-9a-f]{64}$/,
    says: 'SHA-256 of the content, lower-case hexadecimal',
    example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  })
  readonly sha256!: string;
}

export class DeclarationBody {
  @Choice([true], { says: 'The applicant declares that the data as of the If-Match revision is right' })
  readonly declaration!: true;
}

export class WithdrawBody {
  @Choice(Object.keys(WITHDRAWAL_REASONS), { optional: true, example: 'no-longer-needed' })
  readonly reason?: WithdrawalReason;
}

/** @throws ProblemError `invalid-content` (422) */
export function readDetails(body: DetailsBody): ProvidedDetails {
  const { period, occupation, passport, sponsorNumber, category, insists } = body;
  const reading = new Reading();
  const details = {
    period,
    passport: readPassport(reading, passport),
    ...(occupation !== undefined && { occupation }),
    ...(category !== undefined && { category }),
    ...(insists !== undefined && { insists }),
    ...(sponsorNumber !== undefined && {
      sponsorNumber: reading.take('/sponsorNumber', parseSponsorNumber(sponsorNumber)),
    }),
  };
  reading.finish();
  return details;
}

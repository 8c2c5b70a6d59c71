import type { Instant } from '#decider/brand.js';
import type { PassportDetails, PeriodMonths, ResidentCategory } from '#domain/application/case-terms.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import type { CaseView } from '#domain/conditions/case-view.js';
import { mrzDifferences } from '#domain/identifiers/mrz-agreement.js';
import { parseMrz } from '#domain/identifiers/mrz.js';
import { wrong } from '#domain/identifiers/parsed.js';
import { impossibleDates } from '#domain/identifiers/passport-dates.js';
import { parseSponsorNumber } from '#domain/identifiers/sponsor.js';
import { CATEGORIES, PERIODS } from '../fields/choices.js';
import { Choice, Nested, Typed } from '../fields/fields.js';
import type { Reading } from '../fields/reading.js';
import { ApplicantField, ApplicantModels, type ApplicantBody } from './applicant.dto.js';
import { OccupationField } from './applications.dto.js';
import { PassportBody, readPassport } from './passport.dto.js';

@ApplicantModels
export class PreCheckBody {
  @ApplicantField()
  readonly applicant!: ApplicantBody;

  @Choice(CATEGORIES)
  readonly category!: ResidentCategory;

  @Choice(PERIODS, { optional: true, says: 'Months; with it, the answer names the fees' })
  readonly period?: PeriodMonths;

  @OccupationField()
  readonly occupation?: string;

  @Nested(PassportBody, { optional: true })
  readonly passport?: PassportBody;

  @Typed({ format: 'sponsor-number', optional: true, example: '7001234567' })
  readonly sponsorNumber?: string;
}

/** The case as it would be, as far as it is known. */
export function readCase(reading: Reading, body: PreCheckBody, at: Instant): CaseView {
  const { applicant, category, occupation, sponsorNumber } = body;
  const passport = body.passport && readPassport(reading, body.passport);
  const sponsor =
    sponsorNumber === undefined
      ? undefined
      : reading.take('/sponsorNumber', parseSponsorNumber(sponsorNumber));
  reading.finish();
  if (passport !== undefined) refuseImpossible(reading, passport, at);
  const mrz = passport && readMrz(reading, passport, at);
  reading.finish();
  return {
    service: applicant.kind === 'renewal' ? 'renew' : 'issue',
    category,
    occupation,
    passport,
    mrz,
    sponsorNumber: sponsor,
    insists: false,
  };
}

function refuseImpossible(reading: Reading, passport: PassportDetails, at: Instant): void {
  for (const { field, code } of impossibleDates(passport, dayInRiyadh(at)))
    reading.take(`/passport/${field}`, wrong(code));
  reading.finish();
}

function readMrz(reading: Reading, passport: PassportDetails, at: Instant): NonNullable<CaseView['mrz']> {
  if (passport.mrz === undefined) return 'absent';
  const mrz = reading.take('/passport/mrz', parseMrz(passport.mrz, dayInRiyadh(at)));
  reading.finish();
  return mrzDifferences(mrz, passport).length === 0 ? 'agrees' : 'differs';
}

import type { FactContents, FactKind } from '#domain/resident/facts.js';
import {
  matching,
  objectOf,
  oneOf,
  optional,
  said,
  type SchemaOf,
  schemaOf,
  text,
  truth,
  whole,
} from './schema-of.js';
import { day, instant, residentNationality } from './values.js';

export const passportNumber = matching('^[A-Z0-9]{3,20}$');
export const violationId = text(128);
export const reportId = text(128);
export const centre = text(200);
export const suspensionReason = text(500);
/** Of the person, as the register keeps it. */
export const registeredName = said('composed (NFC)', text(200));
export const occupation = said('occupation code', matching('^[0-9A-Z-]{1,20}$'));
const employer = said(
  'an establishment (7…) or a person (1… or 2…)',
  schemaOf<string>({ type: 'string', format: 'sponsor-number' }),
);

/** `data` of each kind of fact about a resident. */
export const FACT_CONTENTS: { readonly [K in FactKind]: SchemaOf<FactContents[K]> } = {
  'residency-status-changed': objectOf({
    status: oneOf('valid', 'expired', 'cancelled', 'final-exit', 'entered'),
    validUntil: optional(day),
    entryDate: optional(day),
    iqamaNumber: optional(schemaOf<string>({ type: 'string', format: 'iqama-number' })),
    biometricsOnFile: optional(truth),
    lateRenewals: optional(whole(0, 1_000)),
    category: optional(oneOf('employee', 'domestic-worker', 'dependant', 'premium')),
  }),
  'passport-updated': objectOf({
    number: passportNumber,
    nationality: residentNationality,
    expiry: day,
    birthDate: optional(day),
    surname: optional(registeredName),
    givenNames: optional(registeredName),
    surnameArabic: optional(registeredName),
    givenNamesArabic: optional(registeredName),
    sex: optional(oneOf('F', 'M', 'X')),
  }),
  'passport-linked': objectOf({ number: passportNumber }),
  'violation-recorded': objectOf({ violationId, amount: said('halalas', whole(0, 100_000_000_000)) }),
  'violation-settled': objectOf({ violationId }),
  'violation-objected': objectOf({ violationId }),
  'medical-exam-reported': objectOf({
    result: oneOf('fit', 'unfit', 'pending'),
    centre,
    validUntil: optional(day),
  }),
  'absence-reported': objectOf({ reportId, graceUntil: optional(instant) }),
  'absence-confirmed': objectOf({ reportId }),
  'absence-cancelled': objectOf({ reportId }),
  'absence-appealed': objectOf({ reportId }),
  'appeal-decided': objectOf({ reportId, outcome: oneOf('upheld', 'dismissed') }),
  'employment-registered': objectOf({ occupation, employer, from: day }),
  'employment-ended': objectOf({ on: optional(day), employer: optional(employer) }),
  'account-activated': objectOf({}),
  'account-suspended': objectOf({ reason: optional(suspensionReason) }),
  'sponsorship-changed': objectOf({
    sponsorNumber: schemaOf<string | null>({
      type: ['string', 'null'],
      format: 'sponsor-number',
      description: 'null: sponsored by nobody',
    }),
  }),
  'insurance-changed': objectOf({ active: truth, validUntil: optional(day) }),
};

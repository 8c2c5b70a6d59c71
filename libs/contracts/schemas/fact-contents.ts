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

/** `data` of each kind of fact about a resident. */
export const FACT_CONTENTS: { readonly [K in FactKind]: SchemaOf<FactContents[K]> } = {
  'residency-status-changed': objectOf({
    status: oneOf('valid', 'expired', 'cancelled', 'final-exit', 'entered'),
    validUntil: optional(day),
    entryDate: optional(day),
    iqamaNumber: optional(schemaOf<string>({ type: 'string', format: 'iqama-number' })),
    biometricsOnFile: optional(truth),
    lateRenewals: optional(whole(0, 1_000)),
  }),
  'passport-updated': objectOf({
    number: passportNumber,
    nationality: residentNationality,
    expiry: day,
    birthDate: optional(day),
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

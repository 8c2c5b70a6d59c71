import type { FactKind } from '#domain/resident/facts.js';
import { day, instant, type JsonSchema, nationality, objectOf, oneOf, text } from './json-schema.js';

const passportNumber: JsonSchema = { type: 'string', pattern: '^[A-Z0-9]{3,20}$' };
const violation = { violationId: text(128) };
const report = { reportId: text(128) };

/** `data` of each kind of fact about a resident: the twin of `FactContents` in the domain. */
export const FACT_CONTENTS: Readonly<Record<FactKind, JsonSchema>> = {
  'residency-status-changed': objectOf(
    { status: oneOf('valid', 'expired', 'cancelled', 'final-exit', 'entered') },
    {
      validUntil: day,
      entryDate: day,
      iqamaNumber: { type: 'string', format: 'iqama-number' },
      biometricsOnFile: { type: 'boolean' },
      lateRenewals: { type: 'integer', minimum: 0, maximum: 1_000 },
    },
  ),
  'passport-updated': objectOf({ number: passportNumber, nationality, expiry: day }, { birthDate: day }),
  'passport-linked': objectOf({ number: passportNumber }),
  'violation-recorded': objectOf({
    ...violation,
    amount: { type: 'integer', minimum: 0, maximum: 100_000_000_000, description: 'halalas' },
  }),
  'violation-settled': objectOf(violation),
  'violation-objected': objectOf(violation),
  'medical-exam-reported': objectOf(
    { result: oneOf('fit', 'unfit', 'pending'), centre: text(200) },
    { validUntil: day },
  ),
  'absence-reported': objectOf(report, { graceUntil: instant }),
  'absence-confirmed': objectOf(report),
  'absence-cancelled': objectOf(report),
  'absence-appealed': objectOf(report),
  'appeal-decided': objectOf({ ...report, outcome: oneOf('upheld', 'dismissed') }),
  'account-activated': objectOf({}),
  'account-suspended': objectOf({}, { reason: text(500) }),
  'sponsorship-changed': objectOf({
    sponsorNumber: {
      type: ['string', 'null'],
      format: 'sponsor-number',
      description: 'null: sponsored by nobody',
    },
  }),
  'insurance-changed': objectOf({ active: { type: 'boolean' } }, { validUntil: day }),
};

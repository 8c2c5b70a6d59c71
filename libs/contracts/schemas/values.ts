import type { Instant, Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId, Day, Halalas, TrackingNumber } from '#domain/kernel/brand.js';
import { matching, said, type SchemaOf, schemaOf, text, whole } from './schema-of.js';

/** A Gregorian day in Asia/Riyadh. */
export const day: SchemaOf<Day> = schemaOf({ type: 'string', format: 'date' });

/** As other services write instants: with any offset. */
export const instant: SchemaOf<Instant> = schemaOf({ type: 'string', format: 'date-time' });

/** As we write them: in UTC, to the millisecond, so that they sort as text. */
export const utcInstant: SchemaOf<Instant> = schemaOf({
  type: 'string',
  format: 'date-time',
  pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`,
});

/**
 * Three letters of ICAO Doc 9303-3, section 5; Germany's are DEU. Whether there is such a nationality is checked where a
 * fact comes in (`nationalities.ts`): what was told before that was checked has to be read still.
 */
export const nationality: SchemaOf<string> = matching('^[A-Z]{3}$');

/** As `nationality`, of somebody who is no citizen of the kingdom. */
export const residentNationality: SchemaOf<string> = said(
  'three letters of ICAO Doc 9303-3, section 5, as in the passport; not SAU: a citizen is no resident',
  nationality,
);

export const applicationId: SchemaOf<ApplicationId> = schemaOf({
  type: 'string',
  format: 'uuid',
  description: 'Names one case: the message key of everything about it',
});

export const credentialId: SchemaOf<CredentialId> = schemaOf({
  type: 'string',
  format: 'uuid',
  description: 'Names one credential',
});

export const subject: SchemaOf<Subject> = schemaOf({
  type: 'string',
  pattern: '^[0-9a-f]{32}$',
  description:
    'Pseudonym of a person: the same person has the same one here, it cannot be turned back into a number, and another installation gives another',
});

export const trackingNumber: SchemaOf<TrackingNumber> = schemaOf({
  type: 'string',
  pattern: '^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$',
  description: 'What people type to ask about their case; the last character checks the others',
});

export const billNumber: SchemaOf<string> = said('SADAD bill number', matching(String.raw`^\d{13}$`));

/** Money: integers, in halalas. */
export const halalas: SchemaOf<Halalas> = said(
  'Halalas: 100 are one riyal',
  whole<Halalas>(0, Number.MAX_SAFE_INTEGER),
);

export const officer: SchemaOf<string> = said('The officer, as the identity provider names them', text(256));

/** Programs may tell codes apart; what they mean to people is told elsewhere. New ones come without notice. */
export const code: SchemaOf<string> = matching('^[a-z0-9-]{1,64}$');

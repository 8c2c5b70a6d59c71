import type { Brand } from '#decider/brand.js';

/** A Gregorian calendar day in Asia/Riyadh, `YYYY-MM-DD`. Sorts as text. */
export type Day = Brand<string, 'Day'>;

/** Money in halalas (1 SAR = 100), a safe integer. */
export type Halalas = Brand<number, 'Halalas'>;

/** UUID of an application; also the key of everything about one case. */
export type ApplicationId = Brand<string, 'ApplicationId'>;

export type CredentialId = Brand<string, 'CredentialId'>;

/** What people type to ask about their case: Crockford base 32, 12 characters with a check character, shown as `XXXX-XXXX-XXXX`. */
export type TrackingNumber = Brand<string, 'TrackingNumber'>;

declare const brand: unique symbol;

/** A primitive that only its own parser can make, so that one kind of identifier cannot stand for another. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** An instant in UTC, ISO 8601 with milliseconds and `Z`, e.g. `2026-03-01T09:00:00.000Z`. Sorts as text. */
export type Instant = Brand<string, 'Instant'>;

/** A Gregorian calendar day in Asia/Riyadh, `YYYY-MM-DD`. Sorts as text. */
export type Day = Brand<string, 'Day'>;

/** Money in halalas (1 SAR = 100), a safe integer. */
export type Halalas = Brand<number, 'Halalas'>;

/** HMAC of a person's identity number: names them in streams and keys without revealing the number. 32 hex digits. */
export type Subject = Brand<string, 'Subject'>;

/** UUID of an application; also the key of everything about one case. */
export type ApplicationId = Brand<string, 'ApplicationId'>;

export type CredentialId = Brand<string, 'CredentialId'>;

/** What people type to ask about their case: Crockford base 32, 12 characters with a check character, shown as `XXXX-XXXX-XXXX`. */
export type TrackingNumber = Brand<string, 'TrackingNumber'>;

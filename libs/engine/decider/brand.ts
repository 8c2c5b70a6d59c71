declare const brand: unique symbol;

/** A primitive that only its own parser can make, so that one kind of identifier cannot stand for another. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** An instant in UTC, ISO 8601 with milliseconds and `Z`, e.g. `2026-03-01T09:00:00.000Z`. Sorts as text. */
export type Instant = Brand<string, 'Instant'>;

/** HMAC of what identifies a person: names them in streams and keys without revealing it. 32 hex digits. */
export type Subject = Brand<string, 'Subject'>;

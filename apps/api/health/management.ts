/** Where metrics and what readiness found are told: by the application itself, or by a listener of their own. */
export type Management = 'here' | 'elsewhere';

/** Injection token of `Management`. */
export const MANAGEMENT = Symbol('Management');

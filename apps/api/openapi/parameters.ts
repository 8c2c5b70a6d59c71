/** Schemas of path parameters that more than one route takes. */

/** Longest part of a path, in characters: the server refuses a longer one (414). */
export const MAX_PARAMETER = 128;

export const UUID = { type: 'string', format: 'uuid' } as const;

/** As people type it. */
export const TRACKING_NUMBER = {
  type: 'string',
  format: 'tracking-number',
  minLength: 1,
  maxLength: 64,
  example: 'KVV3-8P3T-KJZG',
} as const;

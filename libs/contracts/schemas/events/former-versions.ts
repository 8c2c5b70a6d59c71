import type { Instant } from '#domain/kernel/brand.js';
import type { KnownEvent } from '#event-log/event-types.js';
import type { JsonSchema } from '../json-schema.js';
import { objectOf, said } from '../schema-of.js';
import { code, utcInstant } from '../values.js';

/** What the outside was told about a version that newer events no longer have. */
export interface FormerVersion {
  readonly says: string;
  /** Present if the version had a sealed part: what it was about. */
  readonly sealed?: string;
  readonly data: JsonSchema;
}

/**
 * The versions before the current one, oldest first, each as it was when it was current: events of it are in the log
 * and are published again as they are. To make a new version, copy the current contract here first.
 */
export const FORMER_VERSIONS: { readonly [T in KnownEvent['type']]?: readonly FormerVersion[] } = {
  CredentialSuspended: [
    {
      says: 'The credential does not hold for the time being.',
      data: objectOf<{ readonly ground: string; readonly suspendedAt: Instant }>({
        ground: said('Why, as a code', code),
        suspendedAt: utcInstant,
      }),
    },
  ],
  CredentialRevoked: [
    {
      says: 'The credential does not hold any more, for good.',
      data: objectOf<{ readonly ground: string; readonly revokedAt: Instant }>({
        ground: said('Why, as a code', code),
        revokedAt: utcInstant,
      }),
    },
  ],
};
